"""Questions about paying and about the level of prices, whatever the model takes them for."""

from __future__ import annotations

import re

from actions.base import Choice, Message, Say
from actions.context import TurnContext
from bot.shop.policy import read_policy
from bot.shop.shop import load_shop

_WAYS = r"微信|支付宝|刷卡|信用卡|银行卡|银联卡?|现金|花呗|分期|对公|转账|云闪付|数字人民币|白条|扫码|储值卡?|购物卡"
_PAYING = re.compile(
    rf"(怎么|如何|咋)(付款?|支付|结账|给钱)|(付款|支付|结账|收款)方式|"
    rf"(能|可以|可不可以|能不能|支持|收|接受|用|有没有).{{0,4}}({_WAYS})|({_WAYS}).{{0,5}}(吗|嘛|么|不|行|可以|付)"
)
_NOT_PAYING = re.compile(r"发票|退|投诉|加.{0,4}微信|微信(号|群|同号)|短信|保费|买车|买摩托|额度|提现")
_ONE_WAY = re.compile(_WAYS)
_CHEAPER_ELSEWHERE = re.compile(
    r"(别家|别人|人家|别的店|其他店|隔壁|外面|网上|路边店|同行).{0,14}(便宜|贵|才|只要|收)|"
    r"(怎么|为什么|为啥|咋|凭什么).{0,8}(这么|那么|比.{1,8})贵|比.{1,6}贵"
)
_DISCOUNT = re.compile(
    r"便宜(点|些|一点|一些)|(打|给)个?.{0,3}折|优惠(点|些|价|一下)|少(收|算)点|抹个?零|砍价|讲价|(有没有|有啥|有什么)(优惠|活动)"
)
_MAY = re.compile(r"可以|能|行|支持|收|接受|刷|付|用|吗|不|嘛|[?？]")
_SAME_WAY = dict.fromkeys(("刷卡", "信用卡", "银联", "银联卡"), "银行卡") | {"转账": "对公转账", "对公": "对公转账"}


async def answer_shop_talk(turn: TurnContext, say: Say, message: Message) -> bool:
    """Answer how to pay, why it costs what it costs, and the wish for a discount; whether it was one of these."""
    if not _NOT_PAYING.search(message.text) and (
        _PAYING.search(message.text) or await _names_a_way(turn, message.text)
    ):
        await _say_payment(turn, say, message)
        return True
    if _CHEAPER_ELSEWHERE.search(message.text):
        say("utter_why_this_price", offers=["booking"])
        return True
    if _DISCOUNT.search(message.text):
        await _say_price_stands(turn, say)
        return True
    return False


async def _names_a_way(turn: TurnContext, text: str) -> bool:
    """Whether it asks after a way to pay that this shop lists, whatever its name."""
    ways = read_policy((await load_shop(turn.session)).settings.policy).payment
    return bool(_MAY.search(text)) and any(way in text for way in ways)


async def _say_payment(turn: TurnContext, say: Say, message: Message) -> None:
    ways = read_policy((await load_shop(turn.session)).settings.policy).payment
    asked = _ONE_WAY.search(message.text)
    way = next((one for one in ways if one in message.text), asked[0] if asked else None)
    listed = [one for one in ways if way and (way in one or one in way or _SAME_WAY.get(way, way) in one)]
    if not ways:
        say("utter_payment_unknown", offers=["human"])
    elif way is None or way == "扫码":
        say("utter_payment", ways="、".join(ways))
    elif listed:
        say("utter_payment_yes", way=way, ways="、".join(ways))
    else:
        say("utter_payment_unlisted", way=way, ways="、".join(ways))


async def _say_price_stands(turn: TurnContext, say: Say) -> None:
    membership = read_policy((await load_shop(turn.session)).settings.policy).membership
    choices: list[Choice] = [("会员有什么优惠", "ask_membership", {})] if membership else []
    say("utter_price_stands", choices=choices)
