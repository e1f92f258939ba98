"""What plainly belongs to another trade: eating out, travel, a phone assistant's tasks, general knowledge.

The ways to ask for it are without number and share every word with a shop's questions (几点开门, 地址在哪, 几分), so
the classifier cannot learn them all from examples. A sentence that names such a thing and nothing of vehicle or shop
is out of scope.
"""

from __future__ import annotations

import re

from bot.nlu.components.reading import Reading

_FOREIGN = re.compile(
    # eating out and travel
    "餐馆|餐厅|饭店|饭馆|酒楼|火锅店|烤鸭|小吃街|小吃店|酒店|宾馆|旅馆|民宿|旅店|景点|景区|风景|博物馆|动物园|植物园|电影院|影院|剧院|"
    "门票|票价|人均消费|人均|游玩|住宿|推荐菜|招牌菜|特色菜|叫醒服务|接机|机票|火车票|高铁票|船票|航班|车次|登机|签证|订房|"
    "出租车|打个?车去|地铁怎么|坐地铁|旅游|旅行社|菜谱|"
    # what a telephone or a car's own assistant does
    "打个?电话给(?!我|俺|咱|你们|师傅|店|老板|客服|前台|经理)|给(?!我|俺|咱|你们?|您|师傅|店|老板|客服|前台|经理)[^,。我你]{1,6}?(?:打|拨)个?电话|"
    "(?:发|写)[条个封]?(?:短信|信息|微信|邮件)(?:给|$|吧|呢)|给(?!我|俺|咱)[^,。我你]{1,6}?发[条个]?(?:短信|信息|微信|邮件)|"
    "(?:查看|浏览|打开|读一?下|看一?下)(?:我的)?(?:短信|邮件|邮箱|通讯录)|拨打|拨号|呼叫[^中救]|通讯录|新建联系人|"
    "导航(?:去|到|至|回|那|缩)|开始导航|取消导航|路线规划|重新规划|播放|下一首|上一首|切歌|单曲|音量|频道|换台|电视台|闹钟|收音机|"
    "听一?首|放一?首|来一?首|唱一?首|听歌|歌曲|歌手|专辑|灯谜|绕口令|脑筋急转弯|"
    # general knowledge
    "省会|笔画|多少笔|百家姓|换算|(?:等于|是)多少(?:千克|公斤|斤|米|厘米|两|磅)|历史上|造句|近义词|反义词|的意思是|上映|票房|"
    "比赛结果|比分|球赛|股价|股票|基金|彩票|双色球|星座运势|运势|黄历|歌词"
)
_OURS = re.compile(
    "车|店里|你们|你家|咱家|师傅|修|保养|机油|轮胎|胎|摩托|骑|刹|电瓶|发动机|预约|报价|工单|投诉|年检|钣喷|喷漆|救援|抛锚|质保|发票|会员|积分|券"
)


def is_foreign(reading: Reading) -> bool:
    """Whether the sentence names another trade and nothing of vehicle or shop."""
    if not _FOREIGN.search(reading.text) or _OURS.search(reading.text):
        return False
    return all(span.kind == "cue" for span in reading.matches)
