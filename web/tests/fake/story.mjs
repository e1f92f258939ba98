// Conversations for looking at: every kind of message and card once.

const MINUTE = 60_000;
const iso = (ms) => new Date(ms).toISOString();
/** Shanghai time `hours` on the day `days` from today. */
const day = (days, hours) => {
  const start = Math.floor((Date.now() + 8 * 60 * MINUTE) / (24 * 60 * MINUTE)) * 24 * 60 * MINUTE - 8 * 60 * MINUTE;
  return iso(start + (days * 24 + hours) * 60 * MINUTE);
};

export const customer = (text) => ({ kind: 'message', from: 'customer', body: { type: 'text', text } });
export const bot = (text, more = {}) => ({ kind: 'message', from: 'bot', body: { type: 'text', text, ...more } });
export const staff = (text) => ({ kind: 'message', from: 'staff', body: { type: 'text', text } });
export const system = (text, more = {}) => ({ kind: 'message', from: 'system', body: { type: 'text', text, ...more } });
export const owner = (who, name) => ({ kind: 'owner', from: 'system', body: { owner: who, ...(name && { staff: name }) } });
export const ask = (text, asks, ...labels) => ({
  kind: 'message',
  from: 'bot',
  body: { type: 'choices', text, asks, choices: labels.map((label) => ({ choice: `ch-${label}`, label })) },
});
export const card = (kind, card_id, data, ...labels) => ({
  kind: 'message',
  from: 'bot',
  body: { type: 'card', card: kind, card_id, data, choices: labels.map((label) => ({ choice: `${card_id}-${label}`, label })) },
});

export const photo = (image, from = 'customer', width = 640, height = 480) => ({ kind: 'message', from, body: { type: 'image', image, width, height } });
export const place = (text, lat = 30.20881, lon = 120.21052) => {
  const point = `${lat.toFixed(5)},${lon.toFixed(5)}`;
  return { kind: 'message', from: 'customer', body: { type: 'text', text: text ? `${text}（${point}）` : point, location: { lat, lon } } };
};

/** Sets times: the first event `minutesAgo`, each next one a little later. */
export function spread(events, minutesAgo, step = 1) {
  return events.map((event, i) => ({ at: iso(Date.now() - (minutesAgo - i * step) * MINUTE), ...event }));
}

export const bookingTalk = () =>
  spread(
    [
      customer('你好，我想给车做个保养'),
      bot('好的，请问您想约哪一天、几点？', { asks: ['time'] }),
      customer('后天上午九点一刻，滨江店'),
      ask('后天 09:15 滨江店已满，最近的空位是：', ['time'], '后天 09:30', '后天 10:30', '后天 13:30'),
      customer('后天 09:30'),
      bot('好的。您的车牌号是多少？', { asks: ['plate'] }),
    ],
    12,
  );

export const booking = () =>
  card('booking', 'k1', {
    no: 'B2611230007', status: 'confirmed', status_text: '已确认', store: '滨江店', address: '滨江大道520号', phone: '0571-55500161',
    service: '小保养（全合成机油）', start: day(2, 9.5), plate: '浙A1***5', vehicle_kind: 'car', ics_url: '/api/v1/bookings/B2611230007.ics',
  }, '改时间', '取消预约');

export const order = () =>
  card('order', 'k2', {
    no: 'W2611220031', plate: '浙A1***5', vehicle: '大众 朗逸', store: '滨江店', stage: 'WAITING_PARTS', stage_text: '等待配件',
    promised_at: day(1, 17), late_reason: '水泵到货延迟一天',
    stages: [
      { key: 'CHECKED_IN', label: '接车', state: 'done', at: day(-1, 9) },
      { key: 'DIAGNOSING', label: '检测', state: 'done', at: day(-1, 10.5) },
      { key: 'QUOTED', label: '报价确认', state: 'done', at: day(-1, 14) },
      { key: 'WAITING_PARTS', label: '等待配件', state: 'current', at: day(0, 8.5) },
      { key: 'IN_REPAIR', label: '施工', state: 'todo' },
      { key: 'QC', label: '质检', state: 'todo' },
      { key: 'READY', label: '可取车', state: 'todo' },
    ],
    notes: [{ at: day(0, 8.5), text: '水泵已从总仓发出，明天上午到店。' }],
  });

export const quote = () =>
  card('quote', 'k3', {
    no: 'Q2611220031', version: 2, total: 123_050, expires_at: day(1, 12),
    lines: [
      { id: 'l1', kind: 'part', name: '水泵', amount: 68_000, status: 'proposed', origin: '原厂', reason: '渗漏' },
      { id: 'l2', kind: 'labour', name: '更换水泵', amount: 40_050, status: 'approved' },
      { id: 'l3', kind: 'part', name: '空调滤芯', amount: 15_000, status: 'declined', origin: '品牌件' },
    ],
  }, '同意更换水泵 ¥680', '不换水泵');

export const complaint = () =>
  card('complaint', 'k4', {
    no: 'T2611230002', category_text: '交期延误', status_text: '处理中', severity_text: '一般',
    first_answer_due: day(0, 16), solution_due: day(2, 10), steps: [{ at: day(0, 10), text: '已转给滨江店服务经理。' }],
  });

export const callback = () =>
  card('callback', 'k5', { no: 'H2611230001', phone: '138****0000', due_from: day(1, 8.5), due_to: day(1, 9.5), reason: '咨询增项报价', status_text: '已安排' });

export const rescue = () =>
  card('rescue', 'k6', { no: 'R2611230001', status_text: '已派车', location: '沪杭高速 K128 附近', promised_at: day(0, 15.75), hotline: '400-555-0199' });

export const rating = () => card('rating', 'k7', { scale: 5, prompt: '这次服务您还满意吗？' });
export const article = () =>
  card('article', 'k8', { title: '冷却液多久换一次？', text: '一般两年或四万公里更换一次。平时看副水壶液位，在上下刻线之间即可。', related: ['换冷却液多少钱', '水温高怎么办'] });

/** A conversation with everything in it. */
export function everything() {
  return [
    ...spread(bookingTalk(), 60 * 26),
    ...spread([customer('浙A12345'), system('【演示车行】验证码 482913，5 分钟内有效。', { sms: true }), booking()], 60 * 26 - 7),
    ...spread([customer('我的朗逸修到哪了'), order(), quote()], 190),
    ...spread([customer('等了两天了，太慢了，我要投诉'), complaint(), owner('queued'), { kind: 'queue', from: 'system', body: { position: 2, wait_seconds: 220 } }, card('queue', 'k9', { position: 2, wait_seconds: 220, can_leave: true })], 90),
    ...spread([owner('human', '林晓'), system('顾问 林晓 已接入'), staff('您好，水泵明天上午到，我盯着给您装上。'), customer('好的，谢谢'), owner('bot'), rating()], 80),
    ...spread([callback(), rescue(), article()], 20),
    ...spread([bot('<b>您好</b> <img src=x onerror=alert(1)> 这是纯文字'), ask('还有什么可以帮您？', [], '查进度', '约保养', '转人工')], 3),
  ];
}

/** `n` plain messages, for paging and for speed. */
export const long = (n) => spread(Array.from({ length: n }, (_, i) => (i % 2 ? bot(`第 ${i + 1} 条：好的，已记录。`) : customer(`第 ${i + 1} 条消息`))), n, 1);
