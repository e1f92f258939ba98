"""What is said when the rules refuse: exceptions of the shop and of ownership as problems with Chinese titles."""

from __future__ import annotations

from bot.conversation.intake import ClientIdReused, UnknownConversation
from bot.conversation.ownership import Overtaken
from bot.conversation.staffing import AlreadyTaken, NotYours
from bot.http.problem import Problem
from bot.shop.errors import InvalidValue, NotAllowed, NotFound

NOT_ALLOWED = {
    "stage_order": "工单不能直接到这一步，请刷新后按顺序操作",
    "no_approved_quote": "客户还没有同意报价，不能开工",
    "open_extra_items": "还有增项没有得到客户答复",
    "open_quote_lines": "报价还有项目没有客户答复；客户当面或电话说定的，请先登记",
    "quote_too_late": "工单已到这一步，不能再报价",
    "quote_expired": "报价已过期，请重新报价",
    "quote_superseded": "已经有更新的报价",
    "quote_withdrawn": "报价已撤回",
    "quote_not_open": "这份报价已经有结果，不能撤回",
    "already_decided": "这一项客户已经答复过",
    "part_not_approved": "客户还没有同意这个配件",
    "part_went_on": "这个配件已经到了后面的步骤",
    "order_finished": "工单已经结束，不能再改",
    "booking_cancelled": "这个预约已取消",
    "booking_no_show": "这个预约已记为未到店",
    "booking_done": "这个预约已经接车",
    "complaint_closed": "这个投诉已经办结",
    "nothing_to_undo": "这次改动之前没有内容，不能撤销",
    "rescue_scheduled": "救援已派车，不能改成这个状态",
    "rescue_in_progress": "救援已在进行，不能改成这个状态",
    "rescue_done": "这个救援已经完成",
    "rescue_missed": "这个救援已经结束",
    "job_exists": "已经安排过这趟取送，请先取消再重新安排",
    "job_under_way": "司机已出发，不能改成这个状态",
    "job_done": "这趟取送已经完成",
    "job_cancelled": "这趟取送已经取消",
    "rescue_cancelled": "这个救援已经取消",
}
FIELDS = {"lines": "报价项目", "plate": "车牌号", "phone": "手机号", "name": "姓名"}

CHANGED_MEANWHILE = "刚刚有人改过，请刷新后再试"


def as_problem(error: Exception) -> Problem | None:
    """The problem that tells ``error``; None when it is no refusal."""
    if isinstance(error, UnknownConversation):
        return Problem(404, "没有这个会话")
    if isinstance(error, NotFound):
        return Problem(404, "没有找到这条记录")
    if isinstance(error, NotAllowed):
        return Problem(409, NOT_ALLOWED.get(error.why, "现在不能这样操作"))
    if isinstance(error, InvalidValue):
        return Problem(422, f"请填写正确的{FIELDS.get(error.field, '内容')}", field=error.field)
    if isinstance(error, AlreadyTaken | Overtaken):
        return Problem(409, "会话刚刚有变化，请刷新后再试")
    if isinstance(error, NotYours):
        return Problem(409, "这个会话现在不是您在接待")
    if isinstance(error, ClientIdReused):
        return Problem(409, "这个消息编号已经用过，内容不同", field="client_id")
    return None
