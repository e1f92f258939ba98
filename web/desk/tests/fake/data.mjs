// A morning at a repair shop, for the stand-in desk API. Everything is invented.
const MINUTE = 60_000;
export const ago = (minutes) => new Date(Date.now() - minutes * MINUTE).toISOString();
export const ahead = (minutes) => ago(-minutes);
/** Shanghai time `hours` on the day `days` from today. */
export const day = (days, hours) => {
  const start = Math.floor((Date.now() + 8 * 60 * MINUTE) / (24 * 60 * MINUTE)) * 24 * 60 * MINUTE - 8 * 60 * MINUTE;
  return new Date(start + (days * 24 + hours) * 60 * MINUTE).toISOString();
};

export const river = { id: 'river', name: '滨江店' };
export const west = { id: 'west', name: '城西店' };
export const stores = [
  { ...river, address: '滨江大道520号', phone: '0571-55500161', vehicles: ['car'], open_now: true },
  { ...west, address: '文三路88号', phone: '0571-55500162', vehicles: ['car', 'moto'], open_now: true },
];
export const me = { id: 's1', name: '林晓', role: 'advisor', store: river, csrf: 'csrf-1', online: true };
export const staff = [
  { id: 's1', name: '林晓', role: 'advisor', store: river, online: true, load: 2, capacity: 3, me: true },
  { id: 's2', name: '周航', role: 'advisor', store: river, online: true, load: 1, capacity: 3, me: false },
  { id: 's3', name: '郑敏', role: 'manager', online: false, load: 0, capacity: 3, me: false },
  { id: 's4', name: '何磊', role: 'advisor', store: west, online: true, load: 3, capacity: 3, me: false },
];

const STAGES = [
  ['BOOKED', '已预约', ['CHECKED_IN']], ['CHECKED_IN', '接车', ['DIAGNOSING']], ['DIAGNOSING', '检测', ['QUOTED']], ['QUOTED', '待确认报价', ['APPROVED', 'DECLINED']],
  ['APPROVED', '报价已同意', ['DISPATCHED']], ['DECLINED', '报价未同意', ['READY']], ['DISPATCHED', '已派工', ['IN_REPAIR']],
  ['IN_REPAIR', '维修', ['WAITING_PARTS', 'ADDITIONAL_QUOTE', 'QC']], ['WAITING_PARTS', '等配件', ['IN_REPAIR']], ['ADDITIONAL_QUOTE', '待确认增项', ['IN_REPAIR']],
  ['QC', '质检', ['REWORK', 'READY']], ['REWORK', '返工', ['IN_REPAIR']], ['READY', '可提车', ['SETTLED']], ['SETTLED', '已结算', ['DELIVERED']], ['DELIVERED', '已交车', []],
];
const named = (stage) => ({ stage, text: STAGES.find(([key]) => key === stage)[1] });
export const nextOf = (stage) => STAGES.find(([key]) => key === stage)[2].map(named);
export const stages = STAGES.map(([stage, text, next]) => ({
  stage, text, short: text, label: text, finished: stage === 'DELIVERED', next: next.map(named), reach: stage === 'IN_REPAIR' ? ['WAITING_PARTS', 'QC', 'READY', 'SETTLED'] : next,
}));

const BAR = [['CHECKED_IN', '接车'], ['DIAGNOSING', '检测'], ['QUOTED', '报价确认'], ['IN_REPAIR', '维修'], ['QC', '质检'], ['READY', '可提车'], ['DELIVERED', '已交车']];
const PART = { APPROVED: 'IN_REPAIR', DISPATCHED: 'IN_REPAIR', WAITING_PARTS: 'IN_REPAIR', ADDITIONAL_QUOTE: 'IN_REPAIR', REWORK: 'IN_REPAIR', SETTLED: 'READY', DECLINED: 'QUOTED', BOOKED: 'CHECKED_IN' };

export function orderCard(order) {
  const at = BAR.findIndex(([key]) => key === (PART[order.stage] ?? order.stage));
  return {
    type: 'card', card: 'order', card_id: `order:${order.no}`,
    data: {
      no: order.no, plate: order.plate, vehicle: order.vehicle, store: order.store.name, stage: order.stage, stage_text: order.stage_text, promised_at: order.promised_at,
      ...(order.late_reason && { late_reason: order.late_reason }),
      stages: BAR.map(([key, label], i) => ({ key, label, state: i < at ? 'done' : i === at ? 'current' : 'todo', ...(i <= at && { at: ago((at - i) * 95 + 20) }) })),
      notes: order.notes ?? [],
    },
  };
}

const order = (no, stage, plate, vehicle, name, service, promised_at, more = {}) => ({
  no, stage, stage_text: named(stage).text, store: river, plate, name, phone: '138****5678', vehicle, service, opened_at: day(-1, 9), promised_at,
  late: Date.parse(promised_at) < Date.now(), next: nextOf(stage), ...more,
});

export const orders = () => [
  order('GD2611220031', 'WAITING_PARTS', '浙A·12345', '大众 朗逸', '张伟', '维修', ago(70), { late_reason: '水泵到货延迟一天', notes: [{ at: ago(120), text: '水泵已从总仓发出，明天上午到店。' }] }),
  order('GD2611220035', 'IN_REPAIR', '浙AD10002', '比亚迪 秦PLUS EV', '吴静', '钣喷', ahead(95)),
  order('GD2611220036', 'IN_REPAIR', '浙B·8K215', '本田 雅阁', '陈刚', '维修', ahead(200)),
  order('GD2611220038', 'QUOTED', '浙A·7Q018', '丰田 卡罗拉', '李娜', '维修', day(1, 12)),
  order('GD2611220039', 'ADDITIONAL_QUOTE', '浙AF10018', '比亚迪 宋PLUS DM-i', '孙涛', '保养', day(0, 23)),
  order('GD2611220040', 'CHECKED_IN', '浙A·3M660', '宝马 320Li', '郭磊', '保养', day(0, 23.5)),
  order('GD2611220041', 'DIAGNOSING', '沪C·99821', '福特 福克斯', '何雨', '检测', day(1, 10)),
  order('GD2611220042', 'QC', '浙A·5T772', '日产 轩逸', '钱进', '保养', ahead(40)),
  order('GD2611220043', 'READY', '浙A·0K119', '奥迪 A4L', '林可', '轮胎', ahead(15)),
  order('GD2611220044', 'SETTLED', '浙A·2J345', '大众 帕萨特', '方圆', '洗车', ahead(15)),
  order('GD2611220045', 'DISPATCHED', '浙AD10010', '特斯拉 Model Y', '高远', '轮胎', day(0, 23)),
];

export const detailOf = (one) => ({
  ...one, description: '高速上水温高，副水壶少水', mileage: 86_400, total_fen: 123_050, customer: { id: 'k1', name: one.name }, card: orderCard(one),
  events: [
    { seq: 1, at: ago(400), kind: 'stage', actor: '林晓', stage: 'CHECKED_IN', stage_text: '已接车' },
    { seq: 2, at: ago(330), kind: 'stage', actor: '赵师傅', stage: 'DIAGNOSING', stage_text: '检测中' },
    { seq: 3, at: ago(240), kind: 'promise', actor: '林晓', promised_at: one.promised_at, reason: '水泵到货延迟一天' },
    { seq: 4, at: ago(120), kind: 'note', actor: '林晓', note: '水泵已从总仓发出，明天上午到店。' },
  ],
  lines: [
    { key: 'l1', kind: 'part', name: '水泵总成（原厂）', fen: 68_000, qty: 1, status: 'ordered', additional: false },
    { key: 'l2', kind: 'labour', name: '更换水泵', fen: 40_050, hours: 2.5, status: 'approved', additional: false },
    { key: 'l3', kind: 'part', name: '冷却液', fen: 15_000, qty: 2, status: 'proposed', additional: true },
  ],
  quotes: [{
    version: 1, created_at: ago(60), created_by: '赵师傅', decisions: [],
    card: {
      type: 'card', card: 'quote', card_id: `quote:${one.no}:1`,
      data: { no: one.no, version: 1, status: 'open', status_text: '待您确认', additional: true, total: 15_000, lines: [{ id: 'l3', kind: 'part', name: '冷却液', amount: 15_000, qty: 2, status: 'proposed', reason: '换水泵要放掉' }] },
    },
  }],
});

export const bookings = () => [
  { no: 'YY2611220003', status: 'done', status_text: '已到店', store: river, service_text: '小保养（全合成机油）', start: day(0, 8.5), end: day(0, 9.5), name: '郭*', phone: '139****0021', plate: '浙A***60', vehicle_kind: 'car', vehicle_label: '宝马 320Li', pickup: false, order_no: 'GD2611220040', needs: [] },
  { no: 'YY2611220004', status: 'confirmed', status_text: '已预约', store: river, service_text: '更换刹车片', start: ago(25), end: ahead(35), name: '许*', phone: '137****8843', plate: '浙A***72', vehicle_kind: 'car', vehicle_label: '日产 轩逸', pickup: false, conversation: 'c-2', needs: [] },
  { no: 'YY2611220005', status: 'confirmed', status_text: '已预约', store: west, service_text: '链条调整', start: ahead(60), end: ahead(90), name: '小冯', phone: '150****4410', vehicle_kind: 'moto', pickup: false, note: '下午四点前要取', needs: ['plate'] },
  { no: 'YY2611220006', status: 'confirmed', status_text: '已预约', store: river, service_text: '四轮定位', start: ahead(120), end: ahead(180), name: '曹*', phone: '186****7712', plate: '浙AD***02', vehicle_kind: 'car', vehicle_label: '比亚迪 秦PLUS EV', pickup: true, needs: [] },
  { no: 'YY2611220007', status: 'cancelled', status_text: '已取消', store: river, service_text: '空调清洗', start: ahead(200), end: ahead(230), name: '苏*', phone: '135****6620', plate: '浙A***18', vehicle_kind: 'car', pickup: false, needs: [] },
];

export const complaints = () => [
  { no: 'TS2611220001', status: 'open', status_text: '已受理', category_text: '安全事故', severity: 'urgent', severity_text: '紧急', store: river, name: '贺*', phone: '138****7721', plate: '浙A***19', excerpt: '换完刹车片第二天刹车变软，差点追尾', created_at: ago(50), first_answer_due: ahead(22), solution_due: ahead(1400), due: ahead(22), overdue: false, conversation: 'c-1' },
  { no: 'TS2611220002', status: 'in_progress', status_text: '处理中', category_text: '交期延误', severity: 'high', severity_text: '重要', store: river, order_no: 'GD2611220031', name: '张*', phone: '138****5678', plate: '浙A***45', excerpt: '说好昨天取车，到现在配件都没到', created_at: ago(600), first_answer_due: ago(120), first_answered_at: ago(300), solution_due: ago(14), due: ago(14), overdue: true, owner: { id: 's1', name: '林晓' }, conversation: 'c-3' },
  { no: 'TS2611210004', status: 'in_progress', status_text: '处理中', category_text: '服务态度', severity: 'normal', severity_text: '普通', store: west, name: '杜*', phone: '136****1182', excerpt: '前台爱理不理，等了半小时没人管', created_at: ago(1500), first_answer_due: ago(900), first_answered_at: ago(1000), solution_due: ahead(1700), due: ahead(1700), overdue: false },
];

export const complaintDetail = (one) => ({
  ...one, text: '说好昨天下午五点取车，我专门请了假过去，到现在配件都没到。\n打电话也没人接，太不负责任了！', when: '昨天下午',
  steps: [{ seq: 1, at: ago(600), actor: '机器人', text: '投诉已受理' }, { seq: 2, at: ago(300), actor: '林晓', text: '已向客户致歉，水泵明早到店，免费提供代步车一天。' }],
});

export const callbacks = () => [
  { no: 'HD2611220001', status: 'scheduled', status_text: '已安排', priority: 'urgent', name: '贺*', phone: '138****7721', plate: '浙A***19', reason: '刹车变软，问还能不能开', due_from: ago(40), due_to: ago(5), overdue: true, conversation: 'c-1' },
  { no: 'HD2611220002', status: 'scheduled', status_text: '已安排', priority: 'normal', name: '章*', phone: '159****3306', reason: '咨询增项报价', due_from: ago(10), due_to: ahead(50), overdue: false },
  { no: 'HD2611220003', status: 'scheduled', status_text: '已安排', priority: 'normal', name: '余*', phone: '131****9054', reason: '问年检代办要带什么材料', due_from: ahead(90), due_to: ahead(150), overdue: false },
];

export const lowScores = () => [
  { id: 'ls1', score: 1, scale: 5, low: true, at: ago(35), words: '说好五点取车，等到七点半没人管，前台还说系统里没有我的单', order_no: 'GD2611220031', store: river, task: { ...task('HD2611220011', '张*'), phone: '138****5678', plate: '浙A***45', conversation: 'c-3', due_from: ago(20), due_to: ahead(40) } },
  { id: 'ls2', score: 4, scale: 10, low: true, at: ago(190), task: { ...task('HD2611220012'), conversation: 'c-7', due_from: ahead(30), due_to: ahead(90) } },
];

const task = (no, name) => ({ no, ...(name && { name }), status: 'scheduled', status_text: '已安排', priority: 'high', overdue: false, attempt: 1 });

export const jobs = () => [
  job('QS2611220001', 'collect', 'under_way', '司机已出发', { at: ago(10), address: '文三路88号翠苑小区3幢', driver: '老周', fee_fen: 3000, booking_no: 'YY2611220006', note: '地库 B2，先打电话' }),
  job('QS2611220002', 'deliver', 'planned', '已安排', { at: ahead(160), address: '滨江大道520号', fee_fen: 0, order_no: 'GD2611220043' }),
];
const job = (no, direction, status, status_text, more) => ({
  no, direction, status, status_text, direction_text: direction === 'collect' ? '上门取车' : '送车上门', overdue: false, store: river, name: '曹*', phone: '186****7712', plate: '浙AD***02', ...more,
  next: status === 'planned' ? [{ status: 'under_way', text: '司机已出发' }, { status: 'done', text: '已送到' }, { status: 'cancelled', text: '已取消' }] : [{ status: 'done', text: '已接到车' }, { status: 'cancelled', text: '已取消' }],
});

export const shop = {
  prices: { prices: [{ item: '标准洗车（轿车）', price: '40', category: '洗车', vehicle: 'car', note: '' }, { item: '小保养（矿物机油，含机滤）', price: '398起', category: '保养', vehicle: null, note: '不含空滤' }] },
  stock: { stock: [{ part: '前刹车片', fits: ['朗逸', '宝来', '速腾'], qty: 4, order_days: 2 }, { part: '蓄电池', fits: [], qty: 0, order_days: 1 }, { part: '水泵总成', fits: ['帕萨特'], qty: 0, order_days: null }] },
  recalls: { recalls: [{ brand: ['大众'], model: ['朗逸', '宝来'], vin_prefix: [], text: '高压燃油泵可能渗漏，极端情况下有起火风险', remedy: '免费检查并更换高压燃油泵', date: '2026-03-01' }, { brand: [], model: [], vin_prefix: ['LSVAM4187C'], text: '气囊控制单元软件缺陷', remedy: '免费升级软件', date: '' }] },
};

export const rescues = () => [
  { no: 'JY2611220001', status: 'scheduled', status_text: '已派车', name: '骆*', phone: '187****5520', plate: '浙A***77', location: '沪杭高速 K128 杭州方向应急车道', problem: '左前轮爆胎', vehicle_kind: 'car', promised_at: ahead(18), overdue: false, conversation: 'c-6', created_at: ago(22), next: [{ status: 'in_progress', text: '救援中' }, { status: 'done', text: '已完成' }] },
  { no: 'JY2611220002', status: 'requested', status_text: '已登记，等待派车', name: '史*', phone: '133****0073', problem: '打不着火', created_at: ago(6), overdue: false, next: [{ status: 'scheduled', text: '已派车' }] },
];

export const customer = {
  id: 'k1', name: '张伟', phone: '13800135678', member: '金卡', points: 1280, verified: true,
  vehicles: [
    { id: 'v1', plate: '浙A·12345', kind: 'car', brand: '大众', model: '朗逸', label: '大众 朗逸', energy: '汽油', mileage: 86_400 },
    { id: 'v2', plate: '浙A·8M221', kind: 'moto', label: '本田 CB400', mileage: 12_300 },
  ],
};

// Conversations: [summary, log, detail]
const text = (from, said, more = {}) => ({ kind: 'message', from, body: { type: 'text', text: said, ...more } });
const photo = (from, width, height) => ({ kind: 'message', from, body: { type: 'image', url: `/api/v1/pictures/${width}x${height}?good`, width, height } });
const owner = (who, name) => ({ kind: 'owner', from: 'system', body: { owner: who, ...(name && { staff: name }) } });
const log = (minutes, step, ...events) => events.map((event, i) => ({ seq: i + 1, at: ago(minutes - i * step), ...event }));
const choices = (said, ...labels) => ({ kind: 'message', from: 'bot', body: { type: 'choices', text: said, choices: labels.map((label) => ({ choice: label, label })) } });

export function conversations() {
  const [late] = orders();
  const complaint = complaints()[1];
  return [
    {
      id: 'c-1', owner: 'queued', queue: { position: 1, queued_at: ago(2.4), priority: 'urgent' }, danger: true, reason: 'safety', reason_text: '安全问题', plate: '浙A***19', customer: { name: '贺*', phone: '138****7721' },
      events: log(6, 0.5, text('customer', '昨天刚换的刹车片，今天踩下去是软的'), text('bot', '请立刻停到安全的地方，不要再开。24 小时救援电话 400-555-0199。我已通知值班顾问。'), owner('queued'), text('customer', '我现在停在路边了，怎么办'), text('customer', '能派人来吗？')),
      handoff: { at: ago(2.4), reason: 'safety', reason_text: '安全问题', priority: 'urgent' }, collected: [{ slot: 'symptom', label: '情况', value: '刹车变软' }],
    },
    {
      id: 'c-2', owner: 'queued', queue: { position: 2, queued_at: ago(7.8), priority: 'normal' }, reason: 'customer_request', reason_text: '客户要求人工', plate: '浙A***72', customer: { name: '许*', phone: '137****8843' },
      events: log(14, 1, text('customer', '我想约明天上午换刹车片'), choices('明天上午滨江店还有这些时间：', '明天 09:00', '明天 10:30'), text('customer', '明天 09:00', { choice: 'x' }), text('bot', '好的。请问您的车牌号是多少？'), text('customer', '转人工'), owner('queued'), text('system', '前面还有 1 位，请稍候。')),
      handoff: { at: ago(7.8), reason: 'customer_request', reason_text: '客户要求人工', priority: 'normal' },
      collected: [{ slot: 'service', label: '项目', value: '更换刹车片' }, { slot: 'time', label: '时间', value: '明天 09:00' }, { slot: 'store', label: '门店', value: '滨江店' }],
    },
    {
      id: 'c-3', owner: 'human', mine: true, staff: { id: 's1', name: '林晓' }, reason: 'angry_complaint', reason_text: '客户很不满', plate: '浙A·12345', customer: { id: 'k1', name: '张伟', phone: '13800135678', verified: true },
      events: log(
        190, 8, text('customer', '我的朗逸修到哪了？'), { kind: 'message', from: 'bot', body: orderCard({ ...late, plate: '浙A1***5' }) }, text('customer', '都等两天了，太慢了！我要投诉'),
        { kind: 'message', from: 'bot', body: { type: 'card', card: 'complaint', card_id: 'complaint:1', data: { no: complaint.no, category_text: '交期延误', status_text: '处理中', severity_text: '重要', first_answer_due: complaint.first_answer_due, solution_due: complaint.solution_due, steps: [] } } },
        text('bot', '很抱歉让您久等。我请顾问来处理。'), owner('queued'), owner('human', '林晓'), text('system', '顾问 林晓 已接入'),
        text('staff', '张先生您好，我是林晓。水泵今早已从总仓发出，明天上午到店，我盯着给您装上。', { staff: '林晓' }), text('customer', '那我明天几点能取？'), text('staff', '装好试车大约三小时，明天下午三点前给您电话。', { staff: '林晓' }),
        text('customer', '<b>行吧</b>，别再拖了 <img src=x onerror=alert(1)>'),
      ),
      unread: 1, customer_read_seq: 11, handoff: { at: ago(150), reason: 'angry_complaint', reason_text: '客户很不满', priority: 'high', accepted_at: ago(142), staff: { id: 's1', name: '林晓' } },
      collected: [{ slot: 'what', label: '投诉内容', value: '交期延误，等配件两天' }, { slot: 'order', label: '工单', value: late.no }], full: customer,
      notes: [{ id: 1, at: ago(120), staff: { id: 's2', name: '周航' }, text: '总仓说最早明早九点到，已催过一次。' }],
      orders: [orderCard(late)], order_next: { [late.no]: nextOf('WAITING_PARTS') },
      complaints: [{ type: 'card', card: 'complaint', card_id: 'complaint:1', data: { no: complaint.no, category_text: '交期延误', status_text: '处理中', severity_text: '重要', first_answer_due: complaint.first_answer_due, solution_due: complaint.solution_due, steps: [] } }],
      bookings: [{ type: 'card', card: 'booking', card_id: 'booking:1', data: { no: 'YY2611300002', status: 'confirmed', status_text: '已预约', store: '滨江店', service: '四轮定位', start: day(3, 9.5), plate: '浙A1***5' } }],
    },
    { id: 'c-4', owner: 'human', mine: true, staff: { id: 's1', name: '林晓' }, customer: { name: '吴静', phone: '13500001111' }, plate: '浙AD10002', events: log(40, 6, text('customer', '转人工'), owner('human', '林晓'), text('staff', '您好，请讲。', { staff: '林晓' }), text('customer', '车漆补完会有色差吗')) },
    { id: 'c-5', owner: 'human', staff: { id: 's2', name: '周航' }, customer: { name: '章*', phone: '159****3306' }, events: log(55, 6, text('customer', '增项必须做吗'), owner('human', '周航'), text('staff', '您好，不做也可以。', { staff: '周航' }), photo('customer', 1600, 1200), text('customer', '片子磨成这样'), photo('customer', 900, 1600), photo('customer', 640, 480)) },
    { id: 'c-6', owner: 'bot', plate: '浙A***77', customer: { name: '骆*', phone: '187****5520' }, events: log(24, 2, text('customer', '高速上爆胎了'), { kind: 'message', from: 'bot', body: { type: 'card', card: 'rescue', card_id: 'rescue:1', data: { no: 'JY2611220001', status_text: '已派车', location: '沪杭高速 K128', promised_at: ahead(18) } } }) },
    { id: 'c-7', owner: 'closed', events: log(300, 5, text('customer', '你们周末营业吗'), text('bot', '周末照常营业，08:30–18:00。'), text('customer', '谢谢')) },
    { id: 'c-8', owner: 'bot', customer: { phone: '131****9054' }, events: log(800, 5, text('customer', '年检代办要带什么'), text('bot', '请带行驶证、交强险保单和车主身份证复印件。')) },
  ];
}

export const replies = [
  { id: 1, shortcut: '取车', text: '{customer}您好，{plate}已经修好，{store}等您来取。{me}', shared: true },
  { id: 2, shortcut: '时间', text: '预计{eta}完工，有变化马上告诉您。', shared: true },
  { id: 3, shortcut: '稍等', text: '我去车间看一下，两分钟回您。', shared: false },
];

export const alerts = [
  { id: 2, at: ago(2), kind: 'ring_missed', text: '振铃无人接听（周航），客户已回到队首。', conversation: 'c-1' },
  { id: 1, at: ago(30), kind: 'call_missed', text: '回电HD2611230001过了约定时间没有人打，客户已收到抱歉和新的时间（HD2611230002）。' },
];

export const sessions = [
  { since: ago(5), expires_at: ahead(700), device: 'Chrome · Windows', this: true },
  { since: ago(300), expires_at: ahead(400), device: 'Safari · iPhone', this: false },
];

export const trail = [
  { at: ago(3), actor: { id: 's1', name: '林晓' }, action: 'reveal', subject: 'order:GD2611220003' },
  { at: ago(9), actor: { id: 's1', name: '林晓' }, action: 'login', subject: 'staff:s1' },
];
