/** Figures of a made-up shop: the same for the same days. */
const DAY = 86_400_000;

const FIGURES = [
  ['first_reply', 'duration', '首次人工响应', '人工接待', '从会话转人工（进入排队）到顾问发出第一句话。机器人和系统消息不算；同一会话重新打开后再转人工，重新计时。没有等到顾问的不计入。', 'down', true],
  ['reply', 'duration', '回复时长', '人工接待', '客户每一次等待：从第一条没有得到答复的消息到顾问的下一条消息。机器人答复了，这次等待就结束、不计入。', 'down', true],
  ['abandonment', 'rate', '排队放弃率', '人工接待', '没等到顾问就离开排队的次数 ÷ 排队次数。还在排队的不计入。', 'down', false],
  ['bot_response', 'milliseconds', '机器人响应', '机器人', '从客户说完（收齐连发的消息）到机器人的答复写入，毫秒。', 'down', false],
  ['bot_miss', 'rate', '机器人未答上率', '机器人', '没听懂、超出业务范围、答不上或出故障的轮次 ÷ 机器人处理的全部轮次。', 'down', false],
  ['self_service', 'rate', '自助解决率', '解决与转化', '全程没有人工、最后一个业务问题答上了、72 小时内同一客户没有为同一件事再来的会话 ÷ 机器人接待的全部会话。', 'up', false],
  ['csat', 'rate', '满意度 CSAT', '满意与投诉', '打 4 分和 5 分的 ÷ 全部打分（1 至 5 分）。', 'up', true],
  ['csat_average', 'score', '满意度平均分', '满意与投诉', '1 至 5 分的平均分，与满意度同一批打分。', 'up', true],
  ['nps', 'points', '净推荐值 NPS', '满意与投诉', '推荐者（9、10 分）占比减去贬损者（0 至 6 分）占比，乘以 100。', 'up', true],
  ['on_time', 'rate', '准时交车率', '维修与报价', '在承诺时间前可以提车的工单 ÷ 承诺时间已到的工单。到期前改约的，以改后的时间为准。', 'up', true],
];
const TYPICAL = { first_reply: 75, reply: 48, abandonment: 0.07, bot_response: 180, bot_miss: 0.09, self_service: 0.62, csat: 0.88, csat_average: 4.4, nps: 41, on_time: 0.91 };

/** Some number between 0 and 1 that `text` always gives. */
function dice(text) {
  let hash = 2166136261;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0), 16777619);
  return ((hash >>> 0) % 1000) / 1000;
}

function summary(id, kind, about, most) {
  const n = Math.round(dice(`${about}${id}n`) * most);
  if (!n) return { value: null, n: 0, pending: 0 };
  const value = TYPICAL[id] * (0.85 + dice(about + id) * 0.3);
  const pending = Math.round(dice(`${id}p`) * 3);
  if (kind === 'rate') return { value: Math.round(Math.min(1, value) * n) / n, n, pending, part: Math.round(Math.min(1, value) * n), whole: n };
  if (kind === 'points' || kind === 'score') return { value, n, pending, part: value * n, whole: n };
  const spread = { mean: value * 1.4, p50: value, p90: value * 3.2, p95: value * 4.5 };
  return { value, n, pending, spread, ...(kind === 'duration' && { business: { ...spread, p50: value * 0.8, p90: value * 2 } }) };
}

/** What GET /figures answers; `nothing`: as of a shop that has just opened. */
export function figures(query, { stores, staff, nothing }) {
  const to = query.get('to');
  const from = query.get('from');
  const count = (Date.parse(to) - Date.parse(from)) / DAY + 1;
  const by = query.get('by') ?? 'day';
  const back = (days) => new Date(Date.parse(from) - days * DAY).toISOString().slice(0, 10);
  const none = { value: null, n: 0, pending: 0 };
  const days = Array.from({ length: count }, (_, number) => new Date(Date.parse(from) + number * DAY).toISOString().slice(0, 10));
  const keys = { day: days.map((day) => [day, day]), store: stores.map(({ id, name }) => [id, name]), person: staff.map(({ id, name }) => [id, name]) }[by];
  return {
    from, to, by, store: query.get('store'), previous: { from: back(count), to: back(1) }, at: new Date().toISOString(),
    notes: ['按北京时间分日；标为垃圾会话的不计入任何会话指标。', '“未定”是现在还说不准、暂不计入的个数。'],
    figures: FIGURES.map(([id, kind, title, group, definition, better, by_person]) => ({
      id, kind, title, group, definition, better, by_person,
      ...(nothing ? none : summary(id, kind, from + to, 40 * count)),
      previous: nothing ? none : summary(id, kind, back(count), 40 * count),
    })),
    groups: keys.map(([key, label]) => ({
      key, label,
      figures: nothing ? {} : Object.fromEntries(FIGURES.filter(([,,,,,, byPerson]) => by !== 'person' || byPerson).map(([id, kind]) => [id, summary(id, kind, key, 40)])),
    })),
    missed: nothing ? { reasons: [], topics: [] } : {
      reasons: [{ reason: 'nlu_fallback', label: '没听懂', count: 41 }, { reason: 'out_of_scope', label: '超出业务范围', count: 17 }, { reason: 'failed', label: '系统故障', count: 2 }],
      topics: [{ topic: 'ask_price', label: '价格', count: 22 }, { topic: '', label: '说不清', count: 19 }, { topic: 'ask_advice', label: '用车咨询', count: 12 }, { topic: 'ask_invoice', label: '发票', count: 7 }],
    },
  };
}
