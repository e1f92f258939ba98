"""Which of their rights a customer means: read from the words, as the model knows only that it is about privacy."""

from __future__ import annotations

import re
from enum import Enum

from actions.base import Message


class Wish(Enum):
    """What a message about one's data asks for; the values are those of buttons."""

    MARKETING = "marketing"
    DELETE = "delete"
    DELETE_CHAT = "delete_chat"
    KEEP = "keep"
    WITHDRAW = "withdraw"
    COPY = "copy"
    CORRECT = "correct"
    HOW_LONG = "how_long"
    RIGHTS = "rights"
    OTHERS = "others"


_WHAT = r"(资料|信息|数据|账号|账户|帐号|会员|档案|记录|電話|电话|手机号|个资|個資)"
_GONE = (
    r"(删|刪|注销|註銷|销户|清除|清掉|清空|清了|清一|清理|抹掉|抹去|抹了|销毁|移除|划掉|整没|去掉|去了|解绑|解除|消除|"
    r"不许.{0,6}存|没必要留|别留|不要留)"
)
_DELETE = re.compile(_GONE)
_DELETE_DATA = re.compile(rf"{_WHAT}.{{0,8}}{_GONE}|{_GONE}.{{0,8}}{_WHAT}|注销|销户")
_CHAT = re.compile(r"聊天|对话|對話|聊过|说过的话|咱俩")
_MORE_THAN_CHAT = re.compile(r"信息|资料|手机|电话|账|会员|个人|全部数据")
_KEEP = re.compile(
    r"(改主意|反悔|先别|先不|不要|不用|别|撤回|撤销|取消).{0,6}(注销|删除?|销户).{0,6}(了|申请|执行)?$|(删除|注销)申请.{0,4}(撤|取消)"
)
_MARKETING = re.compile(
    r"营销|推销|广告|廣告|促销|推广|推廣|推送|群发|退订|骚扰|勿扰|推给我|发送名单|"
    r"(别|不要|莫|唔好|停|取消|屏蔽|拒绝|拒收|关|退|不想|烦).{0,8}(短信|订阅|订閱|回访|优惠|活动|消息)|"
    r"(短信|订阅|回访|优惠|活动|消息).{0,10}(别|不要|停|取消|屏蔽|拒绝|拒收|关|退|烦)"
)
_OTHERS_DATA = re.compile(
    r"(车主|客户|机主|别人|人家|那个人|他|她|前任车主|顾客)的?(手机|电话|号码|手机号|联系方式|微信|地址|住址|名字|姓名|身份证|资料|信息)[^，,。]{0,6}(告诉|给|发|多少|是啥|是什么|查|说|报)|"
    r"(告诉|给|发|查|报|说|看).{0,8}(车主|客户|机主|别人|人家|那个人|他|她|前任车主|顾客)的?(手机|电话|号码|手机号|联系方式|微信|地址|住址|名字|姓名|身份证|资料|信息)(?!打|发|回|留)"
)
"""Somebody asks for what the shop knows of somebody else."""
_WITHDRAW = re.compile(
    r"(撤回|收回|撤销|取消|不同意|不授权|不允许|不许|拒绝|停止).{0,14}(授权|授權|同意|权限|收集|使用|分享|共享|提供|上传|定位|位置|给)|"
    r"不同意了|不授权"
)
_LOCATION = re.compile(r"定位|位置|坐标")
_COPY = re.compile(
    r"导出|副本|一份|复制|拷贝|查阅|查看|看看|看一下|哪些|存了|存着|记录了|都有我|有我什么|知道我|留了什么|处理记录|可携带|调取|数据.*(要|给)|我的(数据|资料|信息)$"
)
_CORRECT = re.compile(r"更正|改正|写错|填错|(改|换|更新)(一下|下)?(我的)?(姓名|名字|手机号|手机|电话|号码|地址)")
_HOW_LONG = re.compile(r"多久|[几多]少?年|几个月|多长时间|什么时候.*(删|清)|几天|怎么保管|安不安全|安全吗|存在哪|都存在|法律.{0,8}(留|存|保)|为(什么|啥).{0,8}(留着|留|存)|(必须|一定|非得).{0,6}(留着|存着|保留|保存)|谁能看|谁看得到")  # noqa: E501


def asks_for_others_data(text: str) -> bool:
    """Whether the words ask for a telephone, address or name of somebody else: 把车主电话告诉我."""
    return bool(_OTHERS_DATA.search(text))


def wish_of(message: Message) -> Wish:
    """The right that is meant; :attr:`Wish.RIGHTS` when the words name none in particular."""
    pressed = next((entity for entity in message.all("what") if entity.pressed), None)
    if pressed is not None:
        return Wish(pressed.value)
    text = message.text
    for wish, meant in (
        (Wish.OTHERS, asks_for_others_data(text)),
        (Wish.KEEP, _KEEP.search(text)),
        (Wish.MARKETING, _MARKETING.search(text)),
        (Wish.HOW_LONG, _HOW_LONG.search(text)),
        (Wish.DELETE_CHAT, _DELETE.search(text) and _CHAT.search(text) and not _MORE_THAN_CHAT.search(text)),
        (Wish.DELETE, _DELETE.search(text)),
        (Wish.WITHDRAW, _WITHDRAW.search(text)),
        (Wish.CORRECT, _CORRECT.search(text)),
        (Wish.COPY, _COPY.search(text)),
    ):
        if meant:
            return wish
    return Wish.RIGHTS


def also_deletes(message: Message) -> bool:
    """Whether a message about advertising asks for the data to be deleted as well."""
    return bool(_DELETE_DATA.search(message.text))


def about_location(message: Message) -> bool:
    """Whether it is the position that may no longer be used."""
    return bool(_LOCATION.search(message.text))
