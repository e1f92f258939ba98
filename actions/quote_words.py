"""What a customer decides about the lines of a quote, in their own words: 雨刮换，机滤先不动; 除了火花塞其他都换.

Lines are meant by name (any name of the lexicon, or a piece of the line's own), by place (第二项), or by amount.
Nothing here decides anything: what was read is read back to the customer first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.components.phrases import phrases
from bot.nlu.normalise import normalise
from bot.nlu.numerals import NUMBER, parse_number

_CLAUSE = re.compile(r"[^,，。;；!！?？\n~…]+[?？]?")
_VERBS = "换做弄修搞装加补整洗"
_NOT = (
    rf"(?:先|暂时|暂|也|就|都)?(?:(?:不用|不要(?!紧)|不想|不需要|没必要|不必|不|别|甭|莫|勿|伐|唔好|唔使|唔)"
    rf"(?:再|给我|帮我|着急|要|想|用)*(?:更换|{'|'.join(_VERBS)}|动|拆|碰|管|同意|认|接受|批|授权|处理|花)(?:了)?|"
    r"不用|不要(?!紧)|不需要|没必要|不必|不急|唔使|唔要|(?:先|暂)(?:不|别)$|不了$)|"
    r"算了|免了|拒绝|取消|去掉|划掉|拿掉|留着|暂?缓一?缓|暂缓|下次|以后再|回头再|再说|省了|自己(?:在|去|从|上)?(?:网上|淘宝|京东|外面|拼多多)?(?:换|买|弄|来|配)|"
    r"还能(?:用|顶|撑|跑)|还好用|凑合|先放"
)
_DO = (
    r"(?:更换|照做|照办|安排|动工|开工|施工|处理|批准|批了|照单|按单子|按报价|(?:按|照|听)(?:你|您|师傅)们?(?:说)?的?)|"
    rf"(?:[{_VERBS}](?!钱|价|过|完|的|没|得|不|了没|了吗|多久|一次|起来|油|好了|什么|啥))|要(?!是|不|紧|多|几|等|求)|上(?=吧|啦|呗|$)"
)
_AGREE = r"同意|可以|没问题|没意见|行(?!驶)|好(?!像|多|几|贵|用|不)|通过|认(?!为|识)|ok|得啦|要得"
_TOKEN = re.compile(
    rf"(?P<but>除了|除开|除(?=.{{1,8}}(?:外|其))|除去)|(?P<rest>其他|其它|其余|别的|剩下|余下|另外的|另外那)|"
    rf"(?P<all>全部|全都|统统|所有|都|一起|一律|全(?!合成)|一(?:个|项|样)(?=都))|(?P<no>{_NOT})|"
    rf"(?P<only>只|仅|光|单单|就(?=先?[{_VERBS}要]))|(?P<yes>{_DO})|(?P<fine>{_AGREE})"
)
_WEAK = re.compile(
    r"^(?:那|就|嗯+|哦|啊)*(?:好的?|好嘞|行|可以|嗯+|是的?|对的?|ok|没问题|中|成|妥|得|要得|可|"
    r"同意)[吧啊呀啦的哈哦了呗嘛]*$"
)
_BARE_NO = re.compile(r"^(?:那|就|先|还是)*(?:不|不了|不行|不可以|no)[吧啊呀啦的哈哦了]*$")
_ASKS = re.compile(
    r"[?？]$|吗|呢$|么$|怎么|怎样|怎么样|咋|多少|几(?:点|天|时|号|块|个小时)|为什么|为啥|(?<!那个)什么|啥|哪|能不能|可不可以|行不行|"
    r"要不要|会不会|是不是|有没有|换不换|做不做|贵不贵|好不好|是否|可否|会怎|有影响|没事吧|好了没|没有$|了没$"
)
_CONDITION = re.compile(
    r"如果|要是|假如|万一|除非|不然|否则|便宜.{0,6}(?:就|我)|(?:降|让|控制|压)(?:到|在)|打个?折|抹(?:了|掉|个)?零?|零头|"
    r"以内|超过|超了|才(?:换|做|修|弄)|\d+(?:块|元)?(?:我)?(?:就|马上|立马|立刻|现在)(?:我)?(?:同意|做|换|修|弄|干)|"
    r"(?:行不行|可以不|得不得|行吗|好不好).{0,4}(?:行|可以|得)(?:我)?(?:就|马上)"
)
_BARGAINS = re.compile(
    r"便宜|打个?折|折扣|优惠|少(?:点|一点|算|收)|减(?:点|免|一点)|抹(?:个|了|掉)?零|零头|让(?:点|一点|利|价)|最低|"
    r"太贵|好贵|有点贵|挺贵|这么贵|贵了|降(?:价|到|点|一点)|会员价|砍(?:价|点)|"
    r"\d+(?:块|元)?(?:钱)?(?:行不行|行吗|可以吗|可不可以|得不得|干不干|卖不卖|成不成)|\d+(?:块|元)?(?:我)?(?:就|马上|立马|立刻)(?:同意|做|换|干)"
)
_IF_LEFT = re.compile(
    r"不(?:换|做|修|弄|处理|动)(?:的话)?(?:会|行|可以|有|能|要紧|碍|影响|危险|怎|咋|是不是)|(?:不|先不)(?:换|做|修|弄)[^,，。]{0,4}(?:行不行|可不可以|会怎|有没有|没事|吗)|"
    r"必须(?:换|做|修|弄)?吗|能不能不(?:换|做|修|弄)|可以不(?:换|做|修|弄)|能(?:不|先不)(?:换|做|修|弄)|非(?:换|做|修)不可|还能(?:撑|用|跑|顶)多久|"
    r"(?:急|着急|要紧)吗|拖(?:一拖|着)?.{0,4}(?:吗|行|会)"
)
_WHY = re.compile(
    r"为(?:什么|啥|何).{0,6}(?:换|做|修|弄|加)|干嘛(?:换|做|要)|凭什么|怎么(?:又|还)?(?:要|"
    r"多|加)|(?:什么|啥)(?:原因|毛病)|一定要(?:换|做|修)"
)
_THINKS = re.compile(
    r"商量|考虑|琢磨|想一?想|(?:问|请示)(?:一下|问|下)?(?:我)?(?:老公|老婆|家里|家人|媳妇|爱人|爸|妈|老板|领导|公司|车主)"
)
_HOW_MUCH = re.compile(r"(?:工时|工费|人工).{0,6}(?:怎么|咋|多少|为什么|这么)|怎么算")
_AGREED_BEFORE = re.compile(
    r"(?:原来|原先|原定|原本|本来|之前|先前|早先|上次|前面|开始)(?:的|那|定|说|报|同意|谈|讲)(?:好)?(?:的|个|些)?|原报价|原单"
)
"""What was agreed to before is not what is on offer."""
_GENERIC = re.compile(
    r"更换|换|拆装|安装|工时费?|人工费?|手工费|费用|费|一套|一对|一副|总成|检修|清洗|材料|辅料|优惠|减免|项目|服务|\d+(?:\.\d+)?(?:个|只|条|升|瓶|付|套|片|根|l)?|[()（）]"
)
_PLACE = re.compile(
    r"第([一二三四五六七八九十\d]{1,2})(?:项|个|条|样|行|种)?|最后(?:那|这)?一?(?:项|个|条|样)|"
    r"(前|头|后)([两二三四五六七八九\d])(?:项|个|条|样)"
)
_DIGIT = re.compile(r"(?<![\d.a-z])([1-9])(?![\d.]|个|元|块|万|千|百|公里|km|号|点|月|天|米|条|年|次|只|月)")
_AMOUNT = re.compile(rf"({NUMBER})(?:块钱|元|块|的)")
_REST = "*"
_AGREED = "~"
_BETWEEN_CLAUSES = re.compile(r"(?<=\S\S)[ \t]+(?=\S\S)")
_AFTER_ALL = re.compile(r"^(?:算了)?(?:那就|还是|要不|改|不然)")
_SHORTEST = 2


@dataclass(frozen=True)
class Line:
    """A line as it was offered: its key, name and kind, and its total in fen."""

    key: str
    name: str
    kind: str
    fen: int


@dataclass(frozen=True)
class Answer:
    """Yes or no by key of line.

    ``named``: lines were pointed at; ``lone``: one yes or no for everything, without ``都`` or the like (``做吧``);
    ``weak``: only a plain yes or no (``好的``), which is lone, too.
    """

    picks: dict[str, bool]
    named: bool = False
    lone: bool = False
    weak: bool = False


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    keys: frozenset[str]


def read_answer(text: str, lines: Sequence[Line]) -> Answer | None:
    """What ``text`` decides about ``lines``; None when it decides nothing: a question, a condition, other talk."""
    plain = _BETWEEN_CLAUSES.sub("，", normalise(text).text.strip())
    if not lines or _CONDITION.search(plain):
        return None
    reading = _Reading()
    for match in _CLAUSE.finditer(plain):
        clause = match.group().strip()
        if _ASKS.search(clause):
            continue
        if _WEAK.match(clause) or _BARE_NO.match(clause):
            reading.weak = not _BARE_NO.match(clause)
            continue
        reading.clause(clause, _mentions(clause, lines))
    return reading.answer(lines)


def mentioned(text: str, lines: Sequence[Line]) -> list[str]:
    """Keys of the lines that ``text`` speaks of, in their order."""
    keys = {key for mention in _mentions(normalise(text).text, lines) for key in mention.keys}
    return [line.key for line in lines if line.key in keys]


def bargains(text: str) -> bool:
    """Whether the customer asks for a lower price, or finds it too high."""
    return bool(_BARGAINS.search(normalise(text).text))


def asks_if_left(text: str) -> bool:
    """Whether the customer asks what happens if something is not done."""
    return bool(_IF_LEFT.search(normalise(text).text))


def thinks_it_over(text: str) -> bool:
    """Whether the customer wants time, or has to ask somebody."""
    return bool(_THINKS.search(normalise(text).text))


def asks_why(text: str) -> bool:
    """Whether the customer asks why something has to be done, or how its price comes about."""
    plain = normalise(text).text
    return bool(_WHY.search(plain) or _HOW_MUCH.search(plain))


class _Reading:
    """Goes through the clauses of a message: names, and the yes or no that belongs to them."""

    def __init__(self) -> None:
        self.picks: dict[str, bool] = {}
        self.excepted: set[str] = set()
        self.every: bool | None = None
        self.rest: bool | None = None
        self.lone: bool | None = None
        self.weak: bool | None = None
        self.named = self.foreign = False
        self._pending: set[str] = set()
        self._open: bool | None = None
        self._last: set[str] = set()
        self._but = self._all = self._only = False

    def clause(self, clause: str, mentions: list[_Mention]) -> None:
        """Read one clause; names that found no yes or no wait for the next one."""
        self._open, self._all, self._only, self._last = None, False, False, set()
        used = False
        for kind, keys in _tokens(clause, mentions):
            if kind == "line" and not keys:
                self.foreign = True
            elif kind == "line":
                self._line(keys)
            elif kind == "but":
                self._but = True
            elif kind == "rest":
                self._but = False
                self._line(frozenset({_REST}))
            elif kind == "all":
                self._but, self._all = False, True
            elif kind == "only":
                self._only = True
            elif kind == "fine":
                used = self._agree() or used
            else:
                used = self._decide(kind == "yes") or used
        if self._open is not None and not used and not self._last:
            refused = self.lone is False and not _AFTER_ALL.match(clause)
            self.lone = self._open and not refused

    def _line(self, keys: frozenset[str]) -> None:
        self.named = self.named or not keys <= {_REST, _AGREED}
        if self._but:
            self.excepted |= keys
        elif self._open is not None:
            self._assign(set(keys), self._open)
            self._last = set(keys)
        else:
            self._pending |= keys

    def _agree(self) -> bool:
        if not self._pending and not self._all:
            self.weak = True
            return False
        return self._decide(True)

    def _decide(self, yes: bool) -> bool:
        if self._but and self.excepted:
            self._but = False
            self._assign(set(self.excepted), yes)
            self.rest = not yes
            self.excepted = set()
        elif self._pending:
            self._assign(self._pending, yes)
            self._pending = set()
        elif self._all:
            self.every, self._all = yes, False
        elif not yes and self._last and self._open:
            self._assign(self._last, False)
        else:
            self._open = yes
            return False
        self._open = None
        return True

    def _assign(self, keys: set[str], yes: bool) -> None:
        for key in keys - {_REST, _AGREED}:
            self.picks[key] = yes
        if _REST in keys:
            self.rest = yes
        elif self._only and yes and self.rest is None:
            self.rest = False

    def answer(self, lines: Sequence[Line]) -> Answer | None:
        """Everything put together."""
        picks = dict(self.picks)
        swept = self.rest if self.rest is not None else self.every
        lone = swept is None and not picks and not self.foreign
        if lone:
            swept = self.lone if self.lone is not None else self.weak
        if swept is not None:
            picks |= {key: not swept for key in self.excepted}
            picks |= {line.key: swept for line in lines if line.key not in picks}
        if not picks:
            return None
        return Answer(_with_work(picks, lines), self.named, lone, lone and self.lone is None)


def _with_work(picks: dict[str, bool], lines: Sequence[Line]) -> dict[str, bool]:
    """Work and fees nobody names follow the parts, where all parts that were offered get the same answer."""
    parts = [line for line in lines if line.kind == "part"] or [line for line in lines if _core(line.name)]
    answers = {picks.get(line.key) for line in parts}
    if len(answers) != 1 or None in answers:
        return picks
    loose = [line for line in lines if line.key not in picks and not _core(line.name)]
    loose += [line for line in lines if line.key not in picks and line.kind == "labour" and len(parts) == 1]
    (common,) = answers
    return picks | {line.key: bool(common) for line in loose}


def _tokens(clause: str, mentions: list[_Mention]) -> Iterator[tuple[str, frozenset[str]]]:
    found: list[tuple[int, str, frozenset[str]]] = [(m.start, "line", m.keys) for m in mentions]
    found += [(before.start(), "line", frozenset({_AGREED})) for before in _AGREED_BEFORE.finditer(clause)]
    for match in _TOKEN.finditer(clause):
        inside = any(m.start < match.end() and match.start() < m.end for m in mentions)
        if not inside:
            found.append((match.start(), match.lastgroup or "", frozenset()))
    for _, kind, keys in sorted(found, key=lambda item: item[0]):
        yield kind, keys


def _mentions(text: str, lines: Sequence[Line]) -> list[_Mention]:
    found = [*_by_lexicon(text, lines), *_by_piece(text, lines), *_by_place(text, lines), *_by_amount(text, lines)]
    spans: dict[tuple[int, int], frozenset[str]] = {}
    for one in found:
        spans[one.start, one.end] = spans.get((one.start, one.end), frozenset()) | one.keys
    taken: list[_Mention] = []
    for mention in sorted((_Mention(*span, keys) for span, keys in spans.items()), key=lambda m: m.start - m.end):
        if all(mention.end <= other.start or other.end <= mention.start for other in taken):
            taken.append(mention)
    return sorted(taken, key=lambda m: m.start)


def _by_lexicon(text: str, lines: Sequence[Line]) -> Iterator[_Mention]:
    ids = {line.key: _ids(line.name) for line in lines}
    for span in phrases().find(text):
        if not _is_named(span.kind):
            continue
        start = span.start
        while start < span.end - _SHORTEST and text[start] in _VERBS + "更清":
            start += 1
        keys = frozenset(key for key, known in ids.items() if span.id in known)
        if keys or span.kind == "part":
            yield _Mention(start, span.end, keys)


def _ids(name: str) -> set[object]:
    return {span.id for span in phrases().find(normalise(name).text) if _is_named(span.kind)}


def _is_named(kind: str) -> bool:
    return kind in ("part", "service_item")


def _by_piece(text: str, lines: Sequence[Line]) -> Iterator[_Mention]:
    cores = {line.key: _core(line.name) for line in lines}
    for start in range(len(text)):
        for end in range(min(len(text), start + 12), start + _SHORTEST - 1, -1):
            piece = text[start:end]
            keys = frozenset(key for key, core in cores.items() if piece in core)
            if keys:
                yield _Mention(start, end, keys)
                break


def _by_place(text: str, lines: Sequence[Line]) -> Iterator[_Mention]:
    for match in _PLACE.finditer(text):
        if match[1]:
            number = parse_number(match[1])
            chosen = lines[int(number) - 1 : int(number)] if number else []
        elif match[2]:
            count = int(parse_number(match[3]) or 0)
            chosen = lines[-count:] if match[2] == "后" else lines[:count]
        else:
            chosen = lines[-1:]
        if chosen:
            yield _Mention(match.start(), match.end(), frozenset(line.key for line in chosen))
    for match in _DIGIT.finditer(text):
        if int(match[1]) <= len(lines):
            yield _Mention(match.start(), match.end(), frozenset({lines[int(match[1]) - 1].key}))


def _by_amount(text: str, lines: Sequence[Line]) -> Iterator[_Mention]:
    for match in _AMOUNT.finditer(text):
        amount = parse_number(match[1])
        keys = frozenset(line.key for line in lines if amount is not None and line.fen == round(amount * 100))
        if keys:
            yield _Mention(match.start(), match.end(), keys)


def _core(name: str) -> str:
    """A line's name without what any line may be called."""
    return _GENERIC.sub("", normalise(name).text)
