"""Which article answers a question: TF-IDF over its words, over what they mean, and over pairs of characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.nlu.components.words import words
from bot.nlu.lexicon import load_lexicon
from bot.nlu.normalise import normalise

SYNONYMS = Path(__file__).resolve().parents[2] / "data" / "knowledge" / "synonyms.txt"

THRESHOLD = 0.14
"""Below this no article answers. Measured on tests/shop/knowledge_questions.yml."""

SURE = 0.22
"""From here on an article answers what was taken for something else than a question about the vehicle."""

_WORD_SHARE = 0.4
_ASKED_SHARE = 0.3
"""How much the nearest way of asking counts beside the article as a whole."""

_UNSAID = 0.8
"""What an article about motorcycles alone, or electric cars alone, keeps of its score when nobody spoke of one."""

_BESIDE = 0.85
"""What an article keeps of its score that never asks about the part of the vehicle that was named."""

_ELECTRIC = "新能源"
_BRAKES = "刹车"

_TWO_WHEELS = re.compile("摩托|机车|踏板(?:车|摩托)|电驴|电瓶车|电单车|电动自行车|头盔|骑")
_ASKING, _ELSEWHERE = "?", "!"
_STOP_WORDS = (
    "的 了 吗 呢 啊 呀 吧 哦 嘛 我 你 他 她 它 我们 你们 我这 咱 是 在 有 就 也 都 和 跟 与 还 会 要 个 得 着 地 "
    "一个 一下 这 那 这个 那个 这种 请问 想 问 想问 什么 啥 意思 如何 是不是 有没有 可以 能 能不能 需要 不 不是 车 "
    "我的车 现在 应该 知道 告诉 一般 到底 先 谁 一次 行 行不行 行不 好 没 给 把 被 上 里 到 后 之后 对 情况 办 做 弄 "
    "哪些 帮 帮我 自己 老 死活 突然 刚 刚才 已经 一直 老是 总是 感觉 好像 大概 时候 东西 点 些 下 去 来 出 起来 "
    "成 成不 不成 咱们 俩 用 用不用 还能 能开 开吗"
)
_STOP = frozenset(_STOP_WORDS.split())
_MARKS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class ArticleText:
    """What an index needs of an article."""

    slug: str
    title: str
    topic: str
    kinds: tuple[str, ...]
    questions: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Hit:
    """An article that answers, how well (0 to 1), and up to two related ones."""

    article: ArticleText
    score: float
    related: tuple[ArticleText, ...]


class KnowledgeIndex:
    """A search index over some articles. Building takes a moment (and imports scikit-learn), searching about 2 ms."""

    def __init__(self, articles: Iterable[ArticleText]) -> None:
        self.articles = list(articles)
        # One row for each way of asking (an article is as near as its nearest question), then one for each whole text.
        self._asked = [(index, text) for index, a in enumerate(self.articles) for text in (a.title, *a.questions)]
        texts = [text for _, text in self._asked]
        texts += ["\n".join((a.title, *a.questions, a.body)) for a in self.articles]
        self._named = [
            frozenset(term for text in (a.title, *a.questions) for term in meanings(text)) for a in self.articles
        ]
        self._electric = [_electric() in meanings(article.title) for article in self.articles]
        self._spaces = [_Space(meanings, texts), _Space(characters, texts)] if texts else []

    def search(self, text: str, *, kind: str | None = None, limit: int = 3, least: float = THRESHOLD) -> list[Hit]:
        """The articles that score ``least`` or more, best first; those about another kind of vehicle left out."""
        if not self._spaces or not self._is_ours(text):
            return []
        kind = "moto" if _TWO_WHEELS.search(text) else kind
        scores = self._scores(text)
        electric = _electric() in meanings(text)
        for index, article in enumerate(self.articles):
            if (kind is None and article.kinds == ("moto",)) or (self._electric[index] and not electric):
                scores[index] *= _UNSAID
        ranked = sorted(range(len(self.articles)), key=lambda index: -scores[index])
        fitting = [i for i in ranked if not kind or not self.articles[i].kinds or kind in self.articles[i].kinds]
        return [
            Hit(self.articles[i], round(scores[i], 4), self._related(i, fitting))
            for i in fitting[:limit]
            if scores[i] >= least
        ]

    def _is_ours(self, text: str) -> bool:
        said = meanings(text)
        return _ELSEWHERE not in said and any(self._spaces[0].knows(term) for term in said if term[0] != _ASKING)

    def _scores(self, text: str) -> list[float]:
        near = [space.near(text) for space in self._spaces]
        rows = _WORD_SHARE * near[0] + (1 - _WORD_SHARE) * near[1]
        asked = [0.0] * len(self.articles)
        for (index, _), value in zip(self._asked, rows, strict=False):
            asked[index] = max(asked[index], float(value))
        whole = rows[len(self._asked) :]
        things = {term for term in meanings(text) if term in _things()}
        return [
            (_ASKED_SHARE * own + (1 - _ASKED_SHARE) * float(all_)) * (_BESIDE if things and not things & named else 1)
            for own, all_, named in zip(asked, whole, self._named, strict=True)
        ]

    def find(self, slug: str) -> Hit | None:
        """An article by its slug, as a pressed button names it."""
        index = next((i for i, article in enumerate(self.articles) if article.slug == slug), None)
        if index is None:
            return None
        others = self.search(self.articles[index].title, limit=len(self.articles), least=0.0)
        order = [self.articles.index(hit.article) for hit in others]
        return Hit(self.articles[index], 1.0, self._related(index, order))

    def _related(self, index: int, ranked: Sequence[int]) -> tuple[ArticleText, ...]:
        topic = self.articles[index].topic
        others = [self.articles[i] for i in ranked if i != index]
        return tuple([article for article in others if article.topic == topic][:2])


class _Space:
    """TF-IDF over the terms that ``cut`` makes of a text."""

    def __init__(self, cut: Any, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._cut = cut
        self._vectorizer = TfidfVectorizer(analyzer=cut, sublinear_tf=True)
        self._rows = self._vectorizer.fit_transform(texts)
        self._weights = dict(zip(self._vectorizer.get_feature_names_out(), self._vectorizer.idf_, strict=True))
        self._rarest = float(max(self._vectorizer.idf_, default=1.0))

    def knows(self, term: str) -> bool:
        """Whether any text has this term."""
        return term in self._weights

    def near(self, text: str) -> Any:
        """How near each text is: the cosine, where words that no article has count against it."""
        vector = self._vectorizer.transform([text])
        asked = set(self._cut(text))
        unknown = sum(self._rarest**2 for term in asked if term not in self._weights)
        known = sum(self._weights[term] ** 2 for term in asked if term in self._weights)
        share = (known / (known + unknown)) ** 0.5 if known else 0.0
        return share * (self._rows @ vector.T).toarray().ravel()


def meanings(text: str) -> list[str]:
    """The words of a text, words that mean one thing as one term, without those that every question has.

    Words of asking begin with ``?``; a thing that is no vehicle is ``!``.
    """
    cleaned = _clean(text)
    return [term for start, end in _cut(cleaned) for term in _terms(cleaned[start:end])]


def _electric() -> str:
    return _meaning()[_ELECTRIC]


def characters(text: str) -> list[str]:
    """The characters of a text and their pairs, without the words that every question has."""
    cleaned = _clean(text)
    kept = list(cleaned)
    for start, end in _cut(cleaned):
        if cleaned[start:end] in _STOP:
            kept[start:end] = " " * (end - start)
    parts = "".join(kept).split()
    return [part[i : i + size] for part in parts for size in (1, 2) for i in range(len(part) - size + 1)]


def _clean(text: str) -> str:
    return _MARKS.sub(" ", normalise(text).text.lower())


@lru_cache(maxsize=4096)
def _cut(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    # The longest known name first, wherever it stands; what is between is cut into words.
    names, begin, at = _known_names(), 0, 0
    while at < len(text):
        end = next((at + len(name) for name in names.get(text[at : at + 2], ()) if text.startswith(name, at)), None)
        if end is None:
            at += 1
            continue
        yield from ((begin + a, begin + b) for a, b in words().spans(text[begin:at]))
        yield at, end
        begin = at = end
    yield from ((begin + a, begin + b) for a, b in words().spans(text[begin:]))


def _terms(word: str) -> list[str]:
    if word in _STOP or not word.strip():
        return []
    return [_meaning().get(word, word)]


@lru_cache(maxsize=1)
def _meaning() -> dict[str, str]:
    known: dict[str, str] = {}
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        mark = line[:1] if line[:1] in (_ASKING, _ELSEWHERE) else ""
        group = [] if line.startswith("#") else [_clean(word) for word in line.lstrip("?! ").split()]
        for word in group:
            known.setdefault(word, mark if mark == _ELSEWHERE else known.get(group[0], mark + group[0]))
    for entry, name in load_lexicon().names():
        if entry.kind in ("part", "symptom", "service_item") and len(name) > 1:
            first = _clean(entry.name)
            known.setdefault(_clean(name), known.get(first, first))
    return known


@lru_cache(maxsize=1)
def _things() -> frozenset[str]:
    """The terms that name a part of a vehicle, or the brakes as a whole."""
    parts = {_clean(entry.name) for entry, _ in load_lexicon().names() if entry.kind == "part"}
    return frozenset({_meaning().get(name, name) for name in parts} | {_meaning()[_BRAKES]})


@lru_cache(maxsize=1)
def _known_names() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name in sorted({*_meaning(), *_STOP}, key=len, reverse=True):
        if len(name) > 1:
            names.setdefault(name[:2], []).append(name)
    return names
