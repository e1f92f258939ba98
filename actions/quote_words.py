"""What a customer decides about the lines of a quote, in their own words: 雨刮换，机滤先不动; 除了火花塞其他都换.

Lines are meant by name (any name of the lexicon, or a piece of the line's own), by place (第二项), or by amount.
Nothing here decides anything: what was read is read back to the customer first.
"""

# ruff: noqa: E501 - patterns are easier to read unbroken

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.quote_asks import asks_if_left, asks_why, bargains, thinks_it_over
from actions.quote_lines import VERBS, Line, Mention, core, mentions
from bot.nlu.dialect import spoken

_ELSEWHERE = r"网上|淘宝|京东|拼多多|外面|外头|别家|别处|别人家?|别的(?:店|地方)|其他(?:店|地方)|人家|4s店?|路边店?|熟人|朋友|老家|回去|回家"
_CLAUSE = re.compile(r"[^,，。;；!！?？\n~…]+[?？]?")
_NOT = (
    rf"(?:先|暂时|暂|也|就|都)?(?:(?:不用|不要(?!紧)|不想|不需要|没(?:有)?必要|不必|不|别(?!家|人|的|处)|甭|莫|勿|伐|唔好|唔使|唔)"
    rf"(?:再|给我|帮我|着急|要|想|用)*(?:更换|{'|'.join(VERBS)}|动|拆|碰|管|同意|认|接受|批|授权|处理|花)(?:了)?|"
    r"不用|不要(?!紧)|不需要|没(?:有)?必要|不必|不急|唔使|唔要|(?:先|暂)(?:不|别)$|不了$)|"
    r"算了|免了|拒绝|取消|去掉|划掉|拿掉|留着|暂?缓一?缓|暂缓|下次|下回|过(?:阵子|段时间|一阵|些天)|以后再|回头再|再说|省了|"
    r"还能(?:用|顶|撑|跑|开|骑|凑合)|还好用|凑合|先放|不动"
)
_AWAY = (
    rf"自己(?:再|在|去|从|上|找)?(?:{_ELSEWHERE})?(?:{'|'.join(VERBS)}|买|来|配|解决)|(?:{_ELSEWHERE}).{{0,4}}(?:{'|'.join(VERBS)}|买|配|看|问)"
)
_DO = (
    r"(?:更换|照做|照办|安排|动工|开工|施工|处理(?!得)|批准|批了|照单|按单子|按报价|(?:按|照|听)(?:你|您|师傅)们?(?:说)?的?)|"
    rf"(?:[{VERBS}](?!钱|价|过|完|的|没|得|不|了没|了吗|多久|一次|起来|油|好|什么|啥|它|这么|那么|一家|家|个地|地方|个?车|一下车|人|饭|厂|店|这些|那些|法|工|理))|"
    r"要(?=[了的吧啊呀哈嘛]*$|\x00)|留(?=[下了]+$)|上(?=吧|啦|呗|$)"
)
_AGREE = (
    r"同意|(?<![还挺也])可以(?!再|先)|(?<![还挺蛮也])没问题|没意见|(?<![还不就才挺银运进举流自步])行(?![驶车程业李情动人])|"
    r"(?<![还挺很蛮真不修弄做换开跑搞更最刚恰只好你友得])好(?![像多几贵用不好着端久在处]|的很)|通过|认(?![为识真])|ok|得啦|要得"
)
_TOKEN = re.compile(
    rf"(?P<but>除了|除开|除(?=.{{1,8}}(?:外|其))|除去)|(?P<rest>其他|其它|其余|别的|剩下|余下|另外的|另外那)|"
    rf"(?P<all>全部|全都|统统|所有|都|一起|一律|全(?!合成)|一(?:个|项|样)(?=都))|(?P<away>{_AWAY})|(?P<no>{_NOT})|"
    rf"(?P<only>只|仅|光|单单|就(?=先?[{VERBS}要]))|(?P<yes>{_DO})|(?P<fine>{_AGREE})"
)
_WEAK = re.compile(
    r"^(?:那|就|嗯+|哦|啊)*(?:好的?|好嘞|行|可以|嗯+|是的?|对的?|ok|没问题|中|成|妥|得|要得|可|"
    r"确认|确定|同意)[吧啊呀啦的哈哦了呗嘛]*$"
)
_BARE_NO = re.compile(r"^(?:那|就|先|还是)*(?:不|不了|不行|不可以|no)[吧啊呀啦的哈哦了]*$")
_ASKS = re.compile(
    r"[?？]$|吗|呢$|(?<=[\u4e00-\u9fff])(?<![我就都还说也])不$|[了过好完到]没$|么$|怎么|怎样|怎么样|咋|多少|多久|好久|多长|几(?:点|天|时|号|块|个小时)|(?<!不)为(?:什么|啥|何|嘛)|(?<!那个)什么(?!都|也)|啥(?!都|也|子?都)|哪|能不能|可不可以|行不行|"
    r"要不要|会不会|是不是|有没有|贵不贵|好不好|是否|可否|会怎|有影响|没事吧|好了没|没有$|了没$|干嘛|干吗|凭|(?<!没)(?<!没有)有必要|用得着|至于|"
    r"何必|难道|非得|非要|必须|理由|依据|真的假的|([\u4e00-\u9fff])不\1"
)
_PAST = re.compile(
    rf"(?:去年|前年|今年|上个?(?:月|周|星期|礼拜|次|回)|前(?:(?:几|两)(?:天|个?月|年|周|次)|些|阵|段)|早就|刚刚?(?!才说)|才(?!能)|已经|以前|年前|月前|天前|年初|年底|[\d一二三四五六七八九十]月(?:份)?).{{0,10}}?[{VERBS}配]"
)
"""What was changed a while ago is no order to change it: 电瓶去年换了."""
_DOUBTS = re.compile(
    r"好好的|好端端|好着|好得很|还(?:好|行|新|厚|可以|没坏|没问题|能用|早)|没(?:坏|毛病)|挺好|不错|想一?想|考虑|商量|再看|再说|问问|等我|回话|犹豫|拿不准|没想好|没定|不确定|待定"
)
"""What is said of a line instead of a yes or a no."""
_DECIDES_ANYWAY = re.compile(r"不(?:换|做|修|弄|要)|算了|先不|免了|贵是贵|贵(?:就|也|点)?.{0,4}(?:换|做|修|弄)|同意")
"""Words about the price that still decide: 太贵了先不弄."""
_STATES = re.compile(r"(?:好好的|好端端|好着|好得很|还(?:好|行|新|厚|早)|挺好|不错)(?:的|着)?(?:呢|么)$")
_ACCUSES = re.compile(r"坑(?:人|我|钱)|骗|宰(?:人|客|我)|忽悠|套路|黑(?:心|店)|乱(?:换|收|报|修)|投诉|举报|诈")
_FILLER = re.compile(
    r"我们?|咱们?|你们?|您|师傅|老板|那个?|这个?|就|先|给|帮|麻烦|请|吧|了|的|把|也|都|还是|嗯|哦|啊|呀|啦|哈|呗|嘛|一下|赶紧|尽快|尽早|快点?|马上|直接|现在|"
    r"今天|全套?|[一二两三四五六七八九十\d]*[个项样种件](?!月|小时)|单子|报价|上面|上边|列|说|全|没办法|只好|只能|车|修|换|做|弄|按|照|听|看着?|办|定|决定|确定|确认|"
    r"同意|可以|贵|认|算|必须|该|需要|要|得|会|是|就这么|这么|这样|放心|安全|重要|要紧|为了|老婆|老公|家里|商量|好|行|没问题|没意见"
)
_MOST_OTHER = 2
"""So many letters a yes for everything may hold besides words that say so: 那就都给我换了吧."""
_CONDITION = re.compile(
    r"如果|要是|假如|万一|除非|不然|否则|便宜.{0,6}(?:就|我)|(?:降|让|控制|压)(?:到|在)|打个?折|抹(?:了|掉|个)?零?|零头|"
    r"以内|超过|超了|才(?:换|做|修|弄)|\d+(?:块|元)?(?:我)?(?:就|马上|立马|立刻|现在)(?:我)?(?:同意|做|换|修|弄|干)|"
    r"(?:行不行|可以不|得不得|行吗|好不好).{0,4}(?:行|可以|得)(?:我)?(?:就|马上)"
)
_AGREED_BEFORE = re.compile(
    r"(?:原来|原先|原定|原本|本来|之前|先前|早先|上次|前面|开始)(?:的|那|定|说|报|同意|谈|讲)(?:好)?(?:的|个|些)?|原报价|原单"
)
"""What was agreed to before is not what is on offer."""
_REST = "*"
_MARK = "\x00"
_AGREED = "~"
_BETWEEN_CLAUSES = re.compile(r"(?<=\S\S)[ \t]+(?=\S\S)")
_AFTER_ALL = re.compile(r"^(?:算了)?(?:那就|还是|要不|改|不然)")


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


def read_answer(text: str, lines: Sequence[Line]) -> Answer | None:
    """What ``text`` decides about ``lines``; None when it decides nothing: a question, a condition, other talk."""
    plain = _BETWEEN_CLAUSES.sub("，", spoken(text).strip())
    if not lines or _CONDITION.search(plain):
        return None
    reading = _Reading()
    questioned = False
    for match in _CLAUSE.finditer(plain):
        clause = match.group().strip()
        haggles = bargains(clause) and not _DECIDES_ANYWAY.search(clause) and not mentions(clause, lines)
        if haggles or (_ASKS.search(clause) and not _STATES.search(clause)):
            questioned = True
            reading.question(mentions(clause, lines))
        elif _WEAK.match(clause) or _BARE_NO.match(clause):
            reading.weak = not _BARE_NO.match(clause)
        else:
            reading.clause(clause, mentions(clause, lines))
    # Asking why, or what if not, takes back the plain yes beside it: 为啥要换？我开得好好的.
    if questioned and (asks_why(plain) or asks_if_left(plain) or bargains(plain)):
        reading.weak = None
    if thinks_it_over(plain):
        reading.weak = None
    reading.doubts = bool(_ACCUSES.search(plain))
    return reading.answer(lines)


class _Reading:
    """Goes through the clauses of a message: names, and the yes or no that belongs to them."""

    def __init__(self) -> None:
        self.picks: dict[str, bool] = {}
        self.excepted: set[str] = set()
        self.every: bool | None = None
        self.rest: bool | None = None
        self.lone: bool | None = None
        self.weak: bool | None = None
        self.named = self.foreign = self.doubts = False
        self.held: set[str] = set()
        """Lines of which something else is said than yes or no: 电瓶还好好的."""
        self.asked: set[str] = set()
        self._pending: set[str] = set()
        self._open: bool | None = None
        self._last: set[str] = set()
        self._but = self._all = self._only = False

    def clause(self, clause: str, mentions: list[Mention]) -> None:
        """Read one clause; names that found no yes or no wait for the next one."""
        self._open, self._all, self._only, self._last = None, False, False, set()
        before = _PAST.search(clause) is not None
        other = _other_letters(clause, mentions)
        used = elsewhere = False
        tokens = _tokens(clause, mentions)
        for place, (kind, keys) in enumerate(tokens):
            if kind in ("yes", "fine", "away") and before:
                continue
            if kind == "no" and not self._pending and [k for k, _ in tokens[place + 1 : place + 2]] == ["line"]:
                self._last = set()
            if kind == "line" and not keys:
                self.foreign = elsewhere = True
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
                used = self._agree(alone=other <= _MOST_OTHER) or used
            else:
                used = self._decide(kind == "yes") or used
        if elsewhere:
            pass  # 链条不换, where no line is called so, says nothing of all of them
        elif self._open is not None and not used and not self._last and (not self._open or other <= _MOST_OTHER):
            refused = self.lone is False and not _AFTER_ALL.match(clause)
            self.lone = self._open and not refused
        if before or _DOUBTS.search(clause):
            self.held |= self._pending - {_REST, _AGREED}
            self._pending = set()

    def question(self, mentions: list[Mention]) -> None:
        """A question decides nothing; what follows it may be about the lines it names: 电瓶为啥要换？那不换了."""
        self.asked |= {key for mention in mentions for key in mention.keys}

    def _line(self, keys: frozenset[str]) -> None:
        self.named = self.named or not keys <= {_REST, _AGREED}
        if self._but:
            self.excepted |= keys
        elif self._open is not None:
            self._assign(set(keys), self._open)
            self._last = set(keys)
        else:
            self._pending |= keys

    def _agree(self, *, alone: bool) -> bool:
        if not self._pending and not self._all:
            self.weak = True if alone else self.weak
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
        lone = swept is None and not picks and (not self.foreign or self.lone is False)
        about = [line.key for line in lines]
        if lone:
            swept = self.lone if self.lone is not None else self.weak
            swept = None if swept and self.doubts else swept
            about = [key for key in about if key in self.asked] or about
        if self.rest:
            self.held |= self.asked
        if swept is not None:
            picks |= {key: not swept for key in self.excepted}
            picks |= {key: swept for key in about if key not in picks and not (swept and key in self.held)}
        if not picks:
            return None
        return Answer(_with_work(picks, lines), self.named, lone, lone and self.lone is None)


def _with_work(picks: dict[str, bool], lines: Sequence[Line]) -> dict[str, bool]:
    """Work and fees nobody names follow the parts, where all parts that were offered get the same answer."""
    parts = [line for line in lines if line.kind == "part"] or [line for line in lines if core(line.name)]
    answers = {picks.get(line.key) for line in parts}
    if len(answers) != 1 or None in answers:
        return picks
    loose = [line for line in lines if line.key not in picks and not core(line.name)]
    loose += [line for line in lines if line.key not in picks and line.kind == "labour" and len(parts) == 1]
    (common,) = answers
    return picks | {line.key: bool(common) for line in loose}


def _other_letters(clause: str, mentions: list[Mention]) -> int:
    """How many letters say something else than yes, no and what is meant."""
    rest = clause
    for mention in reversed(mentions):
        rest = rest[: mention.start] + rest[mention.end :]
    return len(re.sub(r"\W", "", _FILLER.sub("", _TOKEN.sub("", rest))))


def _tokens(clause: str, mentions: list[Mention]) -> list[tuple[str, frozenset[str]]]:
    found: list[tuple[int, str, frozenset[str]]] = [(m.start, "line", m.keys) for m in mentions]
    found += [(before.start(), "line", frozenset({_AGREED})) for before in _AGREED_BEFORE.finditer(clause)]
    shown = list(clause)
    for mention in mentions:
        shown[mention.start : mention.end] = _MARK * (mention.end - mention.start)
    for match in _TOKEN.finditer("".join(shown)):
        inside = any(m.start < match.end() and match.start() < m.end for m in mentions)
        if not inside:
            found.append((match.start(), match.lastgroup or "", frozenset()))
    return [(kind, keys) for _, kind, keys in sorted(found, key=lambda item: item[0])]
