"""What a message says about a vehicle: plate, phone, kind."""

from __future__ import annotations

import re
import unicodedata

from rasa_sdk import Tracker

from actions.base import Filled, Message, Say
from actions.context import TurnContext
from actions.reading import customer_texts
from bot.nlu.components.phrases import phrases
from bot.nlu.lexicon import load_lexicon
from bot.nlu.normalise import normalise
from bot.shop import customers, vehicles
from bot.shop.models import Vehicle

_MOTO_WORDS = re.compile(
    r"摩托|机车|踏板|电摩|电瓶车|两轮|二轮|助力车|跨骑|弯梁|小绵羊|电驴|电单车|化油器|(?<!正时)链条|链子|牙盘|脚撑|前叉"
)
_RIDES = re.compile(r"骑(?!行)")
_E_BIKE = re.compile(r"电动车")
_CAR_WORDS = re.compile(r"汽车|轿车|小车|SUV|suv|越野|电车|新能源|充电桩|面包车|货车|皮卡|四个轮")
KIND_WORDS = (
    r"suv|mpv|越野车?|汽车|轿车|小车|摩托车?|机车|踏板车?|电摩|电动车|电单车|电车|新能源车?|面包车?|皮卡|商务车?|七座|大车|货车"
)
"""What kinds of vehicle are called, for patterns that ignore case."""
_NO_PLATE = re.compile(r"没(有)?(上)?牌|没车牌|没挂牌|还没上牌|未上牌|新车|无牌|没牌照")
_ANOTHER = re.compile(
    r"另(外)?一?[辆台部]|(老婆|老公|媳妇|爱人|爸|妈|爸妈|朋友|同事|儿子|女儿|闺女|哥|弟|姐|妹|公司|家里?)的?(那|另)一?[辆台部]|还有一?[辆台部]|别的车|换[辆台部]车|(老婆|老公|爸|妈|朋友|同事|儿子|女儿|公司|我家另)的?(那)?[辆台部]?的?车"
)
_PARTIAL_PLATE = re.compile(r"(?<![A-Z0-9])(?=[A-Z0-9]*\d)[A-Z][A-Z0-9]{3,7}(?![A-Z0-9])")
_DIGITS = re.compile(r"\d[\d\s-]{5,}\d")
_PHONE_DIGITS = 11
_LOOK_BACK = 5
"""How many messages back the kind of vehicle may have been told."""


def take_identity(message: Message, filled: Filled, *, plate: str, phone: str) -> None:
    """Fill the slots ``plate`` and ``phone`` from what the message holds."""
    found = message.last("plate")
    if found is not None and found.norm:
        filled[plate] = found.norm
    found = message.last("phone")
    if found is not None and found.norm:
        filled[phone] = found.norm


def doubtful_plate(message: Message) -> str | None:
    """The plate that is meant if its letter O or I, which no plate has (GA 36), stands for 0 or 1; None without one."""
    found = message.last("plate")
    return str(found.norm) if found is not None and found.note else None


def is_unreadable(message: Message, requested: str) -> bool:
    """Whether the message tries a plate or a phone number, as it was asked for, that cannot be one."""
    if requested.endswith("_plate"):
        return not message.all("plate") and bool(_PARTIAL_PLATE.search(_plain(message).replace(" ", "")))
    return requested.endswith("_phone") and not message.all("phone") and bool(_DIGITS.search(_plain(message)))


def explain_unreadable(message: Message, say: Say, requested: str) -> None:
    """Say what is wrong with it."""
    if requested.endswith("_plate"):
        say("utter_plate_incomplete")
        return
    digits = _DIGITS.search(_plain(message))
    count = len(re.sub(r"\D", "", digits.group())) if digits else 0
    say("utter_phone_incomplete" if count != _PHONE_DIGITS else "utter_phone_unreadable", count=count)


def _plain(message: Message) -> str:
    return unicodedata.normalize("NFKC", message.text).upper()


def vehicle_kind(message: Message) -> str | None:
    """``moto`` when the message speaks of a two-wheeler, ``car`` when it names a car, else None.

    ``电动车`` is a scooter in daily speech, unless the same message names a car or a plate for new-energy cars.
    """
    if _MOTO_WORDS.search(message.text):
        return "moto"
    for entity in message.all("model", "brand"):
        entry = load_lexicon().resolve(entity.type, entity.value)
        if entry is not None and entry.vehicle_kind is not None:
            return "moto" if entry.vehicle_kind in ("moto", "ebike") else "car"
    if any(len(str(e.norm or "")) == 8 for e in message.all("plate")):
        return "car"
    return kind_in(message.text)


def kind_in(text: str) -> str | None:
    """The same by the words alone."""
    if _MOTO_WORDS.search(text):
        return "moto"
    if _CAR_WORDS.search(text):
        return "car"
    return "moto" if _E_BIKE.search(text) or _RIDES.search(text) else None


def kind_talked_about(tracker: Tracker) -> str | None:
    """``moto`` when one of the last messages spoke of a two-wheeler and none since of a car."""
    said = customer_texts(tracker)
    for text in reversed(said[-_LOOK_BACK:]):
        if _MOTO_WORDS.search(text) or _names_a_motorcycle(text):
            return "moto"
        if _CAR_WORDS.search(text):
            return None
    return None


def _names_a_motorcycle(text: str) -> bool:
    """骑一川崎: a brand or model of motorcycles alone."""
    found = [span for span in phrases().find(normalise(text).text) if span.kind in ("brand", "model")]
    entries = [load_lexicon().get(span.kind, str(span.id)) for span in found]
    return any(entry is not None and entry.vehicle_kind in ("moto", "ebike") for entry in entries)


def has_no_plate(message: Message) -> bool:
    """Whether the vehicle has no plate yet."""
    return bool(_NO_PLATE.search(message.text))


def means_another(message: Message) -> bool:
    """Whether the message speaks of another vehicle than the one talked about before."""
    return bool(_ANOTHER.search(message.text))


async def own_phone(turn: TurnContext) -> str | None:
    """The phone of a customer whose identity is proven."""
    if not turn.verified or turn.customer_id is None:
        return None
    return (await customers.get(turn.session, turn.customer_id)).phone


async def own_vehicle(turn: TurnContext, message: Message | None = None, kind: str | None = None) -> Vehicle | None:
    """The vehicle that a customer whose identity is proven means: the only one, or the one named by brand or model."""
    if not turn.verified or turn.customer_id is None:
        return None
    owned = await vehicles.of_owner(turn.session, turn.customer_id)
    fitting = [vehicle for vehicle in owned if kind in (None, vehicle.kind)]
    if message is not None and len(fitting) > 1:
        fitting = [v for v in fitting if any(name and name in message.text for name in (v.brand, v.model))] or fitting
    return fitting[0] if len(fitting) == 1 else None


async def kind_of_plate(turn: TurnContext, plate: str) -> str | None:
    """The kind of vehicle the shop knows under a plate; None when it knows none, or both."""
    kinds = {vehicle.kind for vehicle in await vehicles.find_by_plate(turn.session, plate)}
    return kinds.pop() if len(kinds) == 1 else None
