"""Every figure with its definition, as it is shown beside it."""

from __future__ import annotations

from bot.figures.figure import DURATION, MILLISECONDS, POINTS, RATE, SCORE, Definition

PEOPLE, BOT, SERVICE, CARE, SHOP = "人工接待", "机器人", "解决与转化", "满意与投诉", "维修与报价"

FIGURES: tuple[Definition, ...] = (
    Definition(
        "first_reply",
        DURATION,
        "首次人工响应",
        PEOPLE,
        "从会话转人工（进入排队）到顾问发出第一句话。机器人和系统消息不算；同一会话重新打开后再转人工，重新计时。"
        "没有等到顾问的不计入（见排队放弃率）。按转人工的时刻归日。",
        "down",
        by_person=True,
    ),
    Definition(
        "reply",
        DURATION,
        "回复时长",
        PEOPLE,
        "客户每一次等待：从第一条没有得到答复的消息到顾问的下一条消息。机器人答复了，这次等待就结束、不计入；"
        "连发几条只算一次。顾问接待期间机器人发的通知不算答复。按客户开口的时刻归日。",
        "down",
        by_person=True,
    ),
    Definition(
        "waiting",
        DURATION,
        "排队等待",
        PEOPLE,
        "从进入排队到有顾问接起。振铃没人接、退回排队的，连续计时；转交或无人答复而重新排队的，另算一次。只计接起的。",
        "down",
        by_person=True,
    ),
    Definition(
        "abandonment",
        RATE,
        "排队放弃率",
        PEOPLE,
        "没等到顾问就离开排队的次数 ÷ 排队次数。下班或没人在线而改约回电的算在分母里，不算放弃。还在排队的不计入。",
        "down",
    ),
    Definition(
        "bot_response",
        MILLISECONDS,
        "机器人响应",
        BOT,
        "从客户说完（收齐连发的消息）到机器人的答复写入，毫秒。顾问接待的会话不计入。",
        "down",
    ),
    Definition(
        "bot_miss",
        RATE,
        "机器人未答上率",
        BOT,
        "没听懂、超出业务范围、答不上或出故障的轮次 ÷ 机器人处理的全部轮次。",
        "down",
    ),
    Definition(
        "handoff",
        RATE,
        "转人工率",
        BOT,
        "转过人工的会话 ÷ 全部会话，一段会话无论转几次只算一次。下班后约回电也算转人工；顾问主动接管不算。"
        "按会话开始归日，还没结束的会话不计入。",
        "down",
    ),
    Definition(
        "self_service",
        RATE,
        "自助解决率",
        SERVICE,
        "全程没有人工、最后一个业务问题答上了、72 小时内同一客户没有为同一件事再来的会话 ÷ 机器人接待的全部会话。"
        "只打招呼的会话不算。结束不满 72 小时的不计入，分子分母是同一批会话。",
        "up",
    ),
    Definition(
        "first_contact",
        RATE,
        "首次解决率",
        SERVICE,
        "一次会话就办妥、7 天内同一客户没有为同一件事再来的会话 ÷ 为这件事第一次来的会话。人工结束的要标为“已解决”。"
        "7 天内来过同一件事的不是第一次，不在分母里。结束不满 7 天的不计入。",
        "up",
    ),
    Definition(
        "booking_conversion",
        RATE,
        "预约转化率",
        SERVICE,
        "谈到预约并在同一段会话里约成的会话 ÷ 谈到预约的会话。约成后又取消的仍算约成。还没结束的会话不计入。",
        "up",
    ),
    Definition(
        "no_show",
        RATE,
        "爽约率",
        SERVICE,
        "到当天结束也没有接车的预约 ÷ 当天的预约。已取消的不计入；没人登记结果的，过了当天算爽约。"
        "按预约到店的日子归日。",
        "down",
    ),
    Definition(
        "csat",
        RATE,
        "满意度 CSAT",
        CARE,
        "打 4 分和 5 分的 ÷ 全部打分（1 至 5 分），改过分的以最后一次为准。只计发出的评价邀请；按邀请发出归日。",
        "up",
        by_person=True,
    ),
    Definition(
        "csat_average", SCORE, "满意度平均分", CARE, "1 至 5 分的平均分，与满意度同一批打分。", "up", by_person=True
    ),
    Definition(
        "csat_response",
        RATE,
        "评价回收率",
        CARE,
        "打了分的 ÷ 发出的评价邀请。还能作答的邀请也在分母里，所以最近几天的数会再升一点。",
        "up",
        by_person=True,
    ),
    Definition(
        "nps",
        POINTS,
        "净推荐值 NPS",
        CARE,
        "推荐者（9、10 分）占比减去贬损者（0 至 6 分）占比，乘以 100，范围 −100 至 100。按邀请发出归日。",
        "up",
        by_person=True,
    ),
    Definition(
        "complaint_answer",
        RATE,
        "投诉首次答复及时率",
        CARE,
        "在承诺的时限内（按营业时间计）有人答复的投诉 ÷ 时限已到的投诉。还没答复、已超时的算没做到；"
        "答复前客户自己撤回的不计入。按投诉受理归日。",
        "up",
        by_person=True,
    ),
    Definition(
        "complaint_solution",
        RATE,
        "投诉 48 小时方案率",
        CARE,
        "受理后 48 小时（自然时间）内给出方案、且客户没有驳回的投诉 ÷ 受理已满 48 小时的投诉。没有方案的算没做到。",
        "up",
        by_person=True,
    ),
    Definition(
        "complaint_closed",
        RATE,
        "投诉 72 小时办结率",
        CARE,
        "受理后 72 小时（自然时间）内经客户认可办结、没有再打开的投诉 ÷ 受理已满 72 小时的投诉。"
        "到期无异议自动办结的、还没办结的，算没做到。",
        "up",
        by_person=True,
    ),
    Definition(
        "on_time",
        RATE,
        "准时交车率",
        SHOP,
        "在承诺时间前可以提车的工单 ÷ 承诺时间已到的工单。到期前改约的，以改后的时间为准；过了时间再改的，仍算没做到。"
        "没承诺时间的、导入的旧工单没记完工时间的，不计入。按承诺到期归日。",
        "up",
        by_person=True,
    ),
    Definition(
        "on_time_first",
        RATE,
        "首次承诺准时率",
        SHOP,
        "在第一次承诺的时间前可以提车的工单 ÷ 第一次承诺已到期的工单，后来改约的不顶用。",
        "up",
        by_person=True,
    ),
    Definition(
        "rework",
        RATE,
        "返工率",
        SHOP,
        "完工前返工过（质检退回）的工单 ÷ 完工的工单，一张工单无论返工几次只算一次。按完工归日。",
        "down",
        by_person=True,
    ),
    Definition(
        "quote_approval",
        RATE,
        "报价通过率",
        SHOP,
        "至少同意一项的报价 ÷ 有结果的报价（含增项）。到期没答复的算没通过；被新报价替换、店里撤回的不计入。"
        "按报价发出归日。",
        "up",
        by_person=True,
    ),
    Definition(
        "quote_amount",
        RATE,
        "报价金额通过率",
        SHOP,
        "客户同意的金额 ÷ 报出的金额（减免项不计），与报价通过率同一批报价。",
        "up",
        by_person=True,
    ),
)

BY_ID = {figure.id: figure for figure in FIGURES}

NOTES: tuple[str, ...] = (
    "按北京时间分日；标为垃圾会话的不计入任何会话指标。",
    "“未定”是现在还说不准、暂不计入的个数。中位数、P90 都是真实发生过的时长（最近序位法）。",
    "营业时间口径只计人工客服上班的时间（含节假日、调休安排）。",
    "聊天记录超过保留期删除后，更早日子的回复时长无法再算。",
)
