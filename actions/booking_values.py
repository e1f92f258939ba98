"""What a message says about a booking: service, store, vehicle, collection."""

from __future__ import annotations

import re

from actions.answers import refuses_offers, says_no, says_nothing_more
from actions.base import Filled, Message, Say
from actions.places import place_in
from actions.services import Service, free_service, service_in_words, service_of, work_in
from actions.stores import named_store
from actions.vehicles import has_no_plate, means_another, take_identity, vehicle_kind
from bot.shop.models import Store
from bot.shop.shop import Shop

UNKNOWN_PLATE = "未上牌"
COLLECT = re.compile(
    r"上门(取|接|来取|拿)|来取(一下)?车|派(人|司机|师傅|个人)?.{0,8}(取|接|拿)|"
    r"(?<![我想要])[来到去](?!店)[^，。,？?]{0,10}(我家|家里|我这|公司|单位|小区|[路街号楼幢])[^，。,？?]{0,4}[取接拿提](一下)?车|取送车?|代取|代驾取|来(我)?(家里?|"
    r"公司|单位|小区)[^，。,？?]{0,4}(把车|开走|拿钥匙)|来拿(一下)?(车)?钥匙|把车(开走|取走|接走|弄走)(去|拿去)?(修|保养|做|检)|(上门|来|过来|"
    r"派人)[^，。,？?！!没还]{0,4}(把车|帮我把车|开走|取走|接走|提走|拖走|拿走)|来接车|接车服务|来拿车|过来(取|接|拿)车|到家取|来家里取|取下车"
)
_BRING = re.compile(
    r"(不用|不要|不需要|别|甭)(上门|来|过来)?(取|接)|自己(开|送|骑)|我(开|骑)(过去|过来|去)|到店就行|自行到店"
)
_ADDRESS_CHANGED = re.compile(
    r"地址|位置|地方|门牌|楼号|(说|写|报|打|搞|弄|讲)错|不对|应该是|改(到|成)|是.{2,}(路|街|道|巷|弄|号)"
)
_IS_PLACE = re.compile(r"(?:是|改到|改成|换到)([^，。,！!？?是]{2,}(?:路|街|道|巷|弄|号|小区|村|栋|楼)[^，。,！!？?]*)")
_FETCH = re.compile(r"(?<!我)(?<!自己)来(取|接|拿)")
"""Somebody comes for the vehicle, where the same words say to which place."""
_FETCHED_AT = re.compile(r"(点半?|[上下中]午|早上|晚上|[早晚])(?:钟|左右)?(过|再)?来(取|接|拿|提)(车)?([吧啊哈呗哦]|就行|即可|$|[，。,\s])")  # noqa: E501
"""周五早上九点来取: said of a booking, somebody comes for the vehicle."""
_ANOTHER_STORE = re.compile(r"换(一)?(家|个)(门)?店|别的(门)?店|其他(门)?店|另一家店")

_WHICH_SUITS = re.compile(r"(啥|什么|哪个?|几)(时候|时间|天|点).{0,5}(合适|方便|好|有空|得空|人少|不用等|不排队)")
_DO_AGAIN = re.compile(r"(重新|再|从头|返)(给我|帮我|好好|仔细)*(弄|修|搞|做|整|处理)|返(工|修)")
_REDONE = Service("维修", "返修")
"""What is to be done over again: 你们重新给我弄."""


def asks_which_time(text: str) -> bool:
    """Whether somebody asks back when it would suit: the offered times answer it."""
    return bool(_WHICH_SUITS.search(text))


def says_how_it_comes(message: Message) -> bool:
    """Whether the message says that the vehicle is brought, or to be collected."""
    return bool(_BRING.search(message.text) or COLLECT.search(message.text))

def take_service(message: Message, filled: Filled, requested: str | None) -> None:
    """The service, by what is named or described."""
    service = service_of(message)
    if service is None and requested == "booking_service":
        service = service_in_words(work_in(message)) or free_service(message)
    elif service is None and requested is None and not filled.get("booking_service"):
        service = service_in_words(work_in(message)) or (_REDONE if _DO_AGAIN.search(message.text) else None)
    if service is not None and (requested in (None, "booking_service") or message.all("service_item")):
        filled["booking_service"], filled["booking_category"] = service.text, service.category


def take_store(message: Message, filled: Filled, shop: Shop) -> None:
    """The store; another one that is not named is asked for."""
    store = named_store(message, shop)
    if store is not None and not _asked_beside(message, store):
        filled["booking_store"] = store.id
    elif _ANOTHER_STORE.search(message.text) and len(shop.stores) > 1:
        filled["booking_store"] = ""


def _asked_beside(message: Message, store: Store) -> bool:
    """Whether the store is only what another part of the message asks about: 约明天定位，还有高新店明天开不开."""
    short = store.name.removesuffix("店")
    return message.text != message.whole and short not in message.text and short in message.whole


def take_vehicle(message: Message, filled: Filled, requested: str | None) -> None:
    """Plate, phone and kind of vehicle; the plate of another vehicle than the one known has to be asked."""
    take_identity(message, filled, plate="booking_plate", phone="booking_phone")
    kind = vehicle_kind(message)
    if kind is not None:
        filled["booking_kind"] = kind
    if means_another(message) and not message.all("plate"):
        filled["booking_plate"] = ""
    if requested == "booking_plate" and has_no_plate(message) and not message.all("plate"):
        filled["booking_plate"] = UNKNOWN_PLATE


def take_pickup(message: Message, filled: Filled, requested: str | None) -> None:
    """Whether and where the vehicle is collected; an empty address has to be asked."""
    place = place_in(message) or _named_after_is(message, filled)
    asked = requested == "booking_address"
    if _BRING.search(message.text):
        filled["booking_address"] = None
    elif COLLECT.search(message.text) or _FETCHED_AT.search(message.text) or (place and _FETCH.search(message.text)):
        filled["booking_address"] = place or filled.get("booking_address") or ""
    elif filled.get("booking_address") and place and _ADDRESS_CHANGED.search(message.text):
        filled["booking_address"] = place
    elif asked and says_no(message) and not says_nothing_more(message):
        filled["booking_address"] = None
    elif asked and not says_nothing_more(message):
        beside = message.all("plate", "phone", "datetime")
        filled["booking_address"] = place if place and beside else message.text.strip()


def _named_after_is(message: Message, filled: Filled) -> str | None:
    """The place in 地址说错了，是锦绣路81号, once the vehicle is to be collected."""
    found = _IS_PLACE.search(message.text) if filled.get("booking_address") else None
    return found[1].strip() if found is not None else None


def take_no_time(say: Say, message: Message, filled: Filled) -> None:
    """No time was said: offer others if those offered do not suit, else ask for the rest first."""
    if refuses_offers(message):
        filled["booking_time"], filled["booking_deferred"] = None, False
    elif message.intent == "nlu_fallback" and not says_nothing_more(message):
        return
    elif filled.get("booking_deferred") is not True and not (
        filled.get("booking_plate") and filled.get("booking_phone")
    ):
        if asks_which_time(message.text):
            return
        filled["booking_deferred"] = True
        say("utter_time_later")
