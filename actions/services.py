"""What the shop is asked to do: the customer's words and the service category they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.answers import says_no, says_nothing_more, says_yes
from actions.base import Entity, Events, Message
from actions.reading import customer_texts
from bot.nlu.lexicon import load_lexicon, sound
from bot.shop.services import category_of

_DENIED = re.compile(r"(不是|不要|不做|不用|别)(做|换|约)?$")
_MEASURE = re.compile(r"(?<=[换补做洗修加])个(?=[^个性])")
"""补个漆 is 补漆 on a card."""
_FILLER = re.compile(r"一下|个|下$")
_CLEANS = re.compile(r"清洗|清理|养护")
_LEADS_IN = re.compile(r"^(我|想|要|去|来|过来|过去|就|那|给我|帮我|到店里?|开过去|[，,\s])+")
_MARKS = re.compile(r"[^\w\s、+（）()/-]|^\s+|\s+$")
_WRAPPED = re.compile(r"^(把|给|帮)")
"""把车洗一下 is no name of a service."""
_SHORTEST = 2
_SHORT = 10
_LOOK_BACK = 3


_ASKED = re.compile(r"多少|几钱|好多|怎么|什么|吗|[?？]")
"""Words of a question, which name no service: 换一根多少钱."""


@dataclass(frozen=True, slots=True)
class Service:
    """The category the shop plans by, and what the customer called it."""

    category: str
    text: str


def service_of(message: Message) -> Service | None:
    """The service a message asks for, by what is named first: a service, else a symptom to look into, else a part."""
    named = [entity for entity in message.all("service_item") if not _DENIED.search(message.text[: entity.start])]
    if named:
        categories = [category for entity in named if (category := _category(entity)) is not None]
        if not categories:
            return _by_part(message, named)
        once: dict[str, Entity] = {}
        for entity in named:
            once.setdefault(str(entity.norm or entity.value), entity)
        words = _distinct([_MEASURE.sub("", listed_name(entity)) for entity in once.values()])
        if categories[0] != "钣喷":
            words += [f"检查{entity.value}" for entity in message.all("symptom")]
        return Service(categories[0], "、".join(words))
    symptoms = message.all("symptom")
    if symptoms:
        return Service("检测", "检查" + "、".join(entity.value for entity in symptoms))
    parts = message.all("part")
    if parts:
        return Service(category_of(parts[0].value) or "维修", "、".join(entity.value for entity in parts))
    return None


def listed_name(entity: Entity) -> str:
    """The lexicon's name for what was named, however it was spelt: 小包养 is 小保养; its own words where unknown."""
    lexicon = load_lexicon()
    entry = lexicon.get(entity.type, str(entity.norm)) if entity.norm else None
    meant = entry or lexicon.resolve(entity.type, entity.value)
    return meant.name if meant is not None and sound(meant.name) == sound(entity.value) else entity.value


def topic_of(service: Service | None) -> Events:
    """What was talked about, for ``那约个后天的`` afterwards."""
    if service is None:
        return []
    text = service.category if _ASKED.search(service.text) else service.text
    return [SlotSet("topic", [service.category, text])]


def _by_part(message: Message, named: list[Entity]) -> Service | None:
    """清洗 alone says too little; with the part beside it, 空调清洗."""
    names = [name for entry in load_lexicon().entries("part") for name in entry.names if name in message.text]
    part = max(names, key=len, default="")
    words = "".join(_distinct([entity.value for entity in named]))
    text = part + _FILLER.sub("", words)
    return Service(category_of(text) or "保养", text) if part or _CLEANS.search(words) else None


def work_in(message: Message) -> str:
    """The words of a message without its times, plates, phones and stores: of 明天上午九点去看一下 the 看一下."""
    text = message.text
    for entity in message.all("datetime", "plate", "phone", "store"):
        text = text.replace(entity.value, "")
    return _LEADS_IN.sub("", text.strip(" ，,。.!！"))


def service_in_words(text: str) -> Service | None:
    """The service that free words mean, when the model marked none in them; of a long one only the kind is kept."""
    entry = load_lexicon().resolve("service_item", text)
    category = entry.category if entry is not None else category_of(text)
    if category is None:
        return None
    words = _MARKS.sub("", text)
    return Service(category, words if len(words) <= _SHORT and not _WRAPPED.match(words) else category)


def service_named_in(text: str) -> Service | None:
    """The service whose longest name stands in a text, for words beside the ones the model was shown."""
    names = [(name, entry) for entry in load_lexicon().entries("service_item") for name in entry.names]
    found = max(((name, entry) for name, entry in names if name in text), key=lambda pair: len(pair[0]), default=None)
    return Service(found[1].category, found[0]) if found and found[1].category else None


def thing_named_before(tracker: Tracker) -> str | None:
    """The part or service that one of the last messages named: 链条老掉 … 换一根多少钱."""
    said = customer_texts(tracker)
    entries = [*load_lexicon().entries("service_item"), *load_lexicon().entries("part")]
    names = [name for entry in entries for name in entry.names if len(name) >= _SHORTEST]
    for text in reversed(said[-_LOOK_BACK:-1]):
        found = max((name for name in names if name in text), key=len, default=None)
        if found:
            return found
    return None


def _distinct(words: list[str]) -> list[str]:
    """Without words that stand inside another, and without repeats."""
    kept = list(dict.fromkeys(words))
    return [word for word in kept if not any(word != other and word in other for other in kept)]


def free_service(message: Message) -> Service | None:
    """What was described in words that fit no category: the vehicle is looked at first."""
    text = message.text.strip()
    if message.all("plate", "phone", "datetime", "store"):
        return None
    told = message.intent in ("inform", "book_service", "ask_advice") and not says_yes(message) and not says_no(message)
    return Service("检测", text) if told and len(text) >= _SHORTEST and not says_nothing_more(message) else None


def _category(entity: Entity) -> str | None:
    entry = load_lexicon().get("service_item", str(entity.norm)) if entity.norm else None
    if entry is None:
        entry = load_lexicon().resolve("service_item", entity.value)
    if entry is not None and entry.category is not None:
        return entry.category
    return category_of(entity.value)
