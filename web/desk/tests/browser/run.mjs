// Drives the built desk in Chromium against the stand-in API: npm run browser:desk [-- NAME]
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { FakeDesk } from '../fake/server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const tests = {};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `check` gives the value, or fails with what it gave last. */
async function eventually(check, expected, within = 8000) {
  const end = Date.now() + within;
  let value;
  do {
    value = await check();
    try {
      return assert.deepEqual(value, expected);
    } catch {
      await sleep(50);
    }
  } while (Date.now() < end);
  assert.deepEqual(value, expected);
}

async function open(path, prepare = () => {}) {
  const fake = new FakeDesk();
  prepare(fake);
  const url = await fake.listen();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
  await context.addInitScript(() => {
    window.beeps = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...given) {
      window.beeps++;
      return start.apply(this, given);
    };
  });
  const visit = async () => {
    const page = await context.newPage();
    page.on('pageerror', (error) => assert.fail(`page error: ${error}`));
    page.on('console', (message) => assert.ok(!/Content Security Policy/.test(message.text()), message.text()));
    await page.goto(url + path);
    return page;
  };
  const page = await visit();
  const close = async () => {
    await context.close();
    fake.close();
  };
  return { fake, context, page, visit, close };
}

const field = (page) => page.getByRole('textbox', { name: '回复客户' });
const bubbles = (page) => page.locator('.row .bubble > p').allTextContents();
const rows = (page) => page.locator('.conversation .who b').allTextContents();
const button = (page, name) => page.getByRole('button', { name, exact: true });
const path = (page) => new URL(page.url()).pathname;

tests['a conversation is accepted, answered and handed back without a reload'] = async () => {
  const { fake, page, close } = await open('/desk/conversations/c-2');
  await button(page, '接入').click();
  await field(page).fill('您好，我是林晓');
  await field(page).press('Shift+Enter');
  await page.keyboard.type('车牌发我一下');
  await field(page).press('Enter');
  await eventually(async () => (await bubbles(page)).at(-1), '您好，我是林晓\n车牌发我一下');
  fake.append('c-2', { kind: 'message', from: 'customer', body: { type: 'text', text: '浙A12345' } });
  await eventually(async () => (await bubbles(page)).at(-1), '浙A12345');
  fake.pass({ kind: 'read', from: 'customer', conversation: 'c-2', body: { seq: fake.get('c-2').events.length } });
  await page.getByText('客户已读').waitFor();
  await button(page, '交还机器人').click();
  await page.getByRole('dialog').getByRole('button', { name: '交 还' }).or(page.getByRole('dialog').getByRole('button', { name: '交还', exact: true })).click();
  await page.getByText('机器人正在接待').waitFor();
  assert.equal(fake.get('c-2').owner, 'bot');
  assert.ok(fake.calls.some(([called, body]) => called === '/conversations/c-2/read' && body.seq > 0));
  await close();
};

tests['whoever waits next shows in list, title, badge and sound'] = async () => {
  const { fake, page, close } = await open('/desk/bookings', (fake) => {
    fake.conversations = fake.conversations.filter(({ owner }) => owner !== 'queued');
  });
  await page.getByRole('heading', { name: '预约' }).click();
  await eventually(() => page.title(), '(1) 新消息 · 客服工作台');
  Object.assign(fake.get('c-7'), { owner: 'queued', queue: { position: 1, queued_at: new Date().toISOString(), priority: 'normal' }, reason_text: '客户要求人工' });
  fake.append('c-7', { kind: 'owner', from: 'system', body: { owner: 'queued' } });
  await eventually(() => page.title(), '(1) 有人在等 · 客服工作台');
  await page.getByText('有 1 位客户在等人工').waitFor();
  await eventually(() => page.evaluate(() => window.beeps), 2);
  await button(page, '去接待').click();
  await eventually(async () => (await rows(page))[0], '访客 c-7');
  await close();
};

tests['muted stays silent, also after a reload'] = async () => {
  const { fake, page, close } = await open('/desk/conversations');
  await button(page, '关闭提示音').click();
  await page.reload();
  await button(page, '打开提示音').waitFor();
  await page.getByRole('heading', { name: '等待接入' }).click();
  fake.append('c-3', { kind: 'message', from: 'customer', body: { type: 'text', text: '在吗' } });
  await page.getByText('在吗').waitFor();
  assert.equal(await page.evaluate(() => window.beeps), 0);
  await close();
};

tests['a message survives lost answers and a dead line, and arrives once'] = async () => {
  const { fake, context, page, close } = await open('/desk/conversations/c-3');
  await field(page).waitFor();
  fake.faults = [['/messages', 0], ['/messages', 503, '系统忙']];
  await field(page).fill('第一条');
  await field(page).press('Enter');
  await context.setOffline(true);
  fake.dropStreams();
  await field(page).fill('第二条');
  await field(page).press('Enter');
  await page.getByText('网络不通').waitFor();
  await page.getByText('待发送').first().waitFor();
  await context.setOffline(false);
  await eventually(async () => fake.get('c-3').events.filter(({ from, body }) => from === 'staff' && /^第.条$/.test(body.text)).map(({ body }) => body.text), ['第一条', '第二条'], 20_000);
  await eventually(async () => (await bubbles(page)).slice(-2), ['第一条', '第二条']);
  await close();
};

tests['a refused message says why and can be mended'] = async () => {
  const { fake, page, close } = await open('/desk/conversations/c-3');
  await field(page).waitFor();
  fake.faults = [['/messages', 409, '会话已不归您接待']];
  await field(page).fill('稍等');
  await field(page).press('Enter');
  await page.getByText('未发出：会话已不归您接待').waitFor();
  await button(page, '重新编辑').click();
  assert.equal(await field(page).inputValue(), '稍等');
  await close();
};

tests['events missed while the line was down are there when it is back'] = async () => {
  const { fake, context, page, close } = await open('/desk/conversations/c-3');
  await field(page).waitFor();
  await context.setOffline(true);
  fake.dropStreams();
  for (let i = 1; i <= 30; i++) fake.append('c-3', { kind: 'message', from: 'customer', body: { type: 'text', text: `漏掉的第 ${i} 条` } });
  await context.setOffline(false);
  await eventually(async () => (await bubbles(page)).filter((text) => text.startsWith('漏掉')).length, 30, 20_000);
  await close();
};

tests['what a customer writes stays text'] = async () => {
  const { page, close } = await open('/desk/conversations/c-3');
  await page.getByText('<b>行吧</b>').last().waitFor();
  assert.equal(await page.locator('.log b, .log img, .list img').count(), 0);
  await close();
};

tests['an ended session leads to the login and back to the same place, draft and all'] = async () => {
  const { fake, page, close } = await open('/desk/conversations/c-3');
  await field(page).fill('写到一半');
  fake.signedIn = false;
  fake.dropStreams();
  await page.getByText('登录已过期').waitFor({ timeout: 10_000 });
  assert.equal(path(page), '/desk/conversations/c-3');
  await page.getByLabel('用户名').fill('林晓');
  await page.getByLabel('密码').fill('12345678');
  await page.keyboard.press('Enter');
  await eventually(() => field(page).inputValue(), '写到一半');
  await close();
};

tests['closing asks for the outcome, acts once, and can be taken back'] = async () => {
  const { fake, page, close } = await open('/desk/conversations/c-3');
  await button(page, '结束').click();
  const end = page.getByRole('dialog').getByRole('button', { name: '结束会话' });
  assert.ok(await end.isDisabled());
  await page.getByText('已解决').click();
  await end.dblclick();
  await page.getByText('会话已结束。接入后').waitFor();
  assert.deepEqual(fake.calls.filter(([called]) => called.endsWith('/close')), [['/conversations/c-3/close', { outcome: 'solved' }]]);
  await button(page, '撤销，重新接入').click();
  await field(page).waitFor();
  assert.equal(fake.get('c-3').owner, 'human');
  await close();
};

tests['keys: Ctrl+K searches, Alt+arrows walk, Esc leaves the field and then the conversation'] = async () => {
  const { page, close } = await open('/desk/conversations/c-3');
  await field(page).waitFor();
  await page.keyboard.press('Alt+ArrowUp');
  await eventually(async () => path(page), '/desk/conversations/c-4');
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await eventually(async () => path(page), '/desk/conversations/c-1');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('周航');
  await page.getByText('没有找到会话').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: '我的会话' }).waitFor();
  await page.keyboard.press('Escape');
  await eventually(async () => path(page), '/desk/conversations');
  await page.goto(page.url().replace('conversations', 'rescues'));
  await page.getByRole('heading', { name: '救援' }).waitFor();
  await page.keyboard.press('Control+k');
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('placeholder')), '车牌、手机、姓名、单号');
  await close();
};

tests['an unsent draft is kept while one looks elsewhere'] = async () => {
  const { page, close } = await open('/desk/conversations/c-3');
  await field(page).fill('半句话');
  await page.keyboard.press('Alt+ArrowUp');
  await eventually(() => field(page).inputValue(), '');
  await page.keyboard.press('Alt+ArrowDown');
  await eventually(() => field(page).inputValue(), '半句话');
  await close();
};

tests['a note is saved once and shown between the messages'] = async () => {
  const { fake, page, close } = await open('/desk/conversations/c-5');
  await page.getByText('内部备注', { exact: true }).click();
  await page.getByRole('textbox', { name: '内部备注' }).fill('老客户，好说话');
  await page.getByRole('textbox', { name: '内部备注' }).press('Enter');
  await page.locator('.note-line', { hasText: '老客户，好说话' }).waitFor();
  assert.equal(await page.locator('.note-line').count(), 1);
  assert.equal(fake.calls.filter(([called]) => called.endsWith('/notes')).length, 1);
  await close();
};

tests['a booking of the day is checked in with one press'] = async () => {
  const { fake, page, close } = await open('/desk/bookings');
  const row = page.getByRole('row', { name: /更换刹车片/ });
  await row.getByRole('button', { name: '接车' }).dblclick();
  await row.getByRole('button', { name: '工单' }).waitFor();
  assert.equal(fake.calls.filter(([called]) => called.endsWith('/check_in')).length, 1);
  await page.getByRole('row', { name: /链条调整/ }).getByRole('button', { name: '接车' }).click();
  await page.getByRole('dialog').getByLabel('车牌').waitFor();
  await close();
};

tests['an order is moved on the board and beside the conversation'] = async () => {
  const { fake, page, close } = await open('/desk/orders');
  await page.locator('.tile', { hasText: '浙A·3M660' }).getByRole('button', { name: '→ 检测' }).click();
  await page.getByRole('dialog').getByLabel('给客户的说明（可不填）').fill('师傅已开始检查');
  await page.getByRole('dialog').getByRole('button', { name: /更\s*新/ }).click();
  await page.locator('.column', { hasText: '检测' }).getByText('浙A·3M660').waitFor();
  assert.deepEqual(fake.calls.filter(([called]) => called.endsWith('/stage')), [['/orders/GD2611220040/stage', { stage: 'DIAGNOSING', note: '师傅已开始检查' }]]);
  await page.goto(page.url().replace('/orders', '/conversations/c-3'));
  await button(page, '更新进度').click();
  await page.getByRole('dialog').getByRole('button', { name: /更\s*新/ }).click();
  await page.getByText('没有改动').waitFor();
  await close();
};

tests['a later promise needs a reason; the wall clock is Shanghai’s'] = async () => {
  const { fake, page, close } = await open('/desk/orders/GD2611220031');
  await page.locator('.ant-drawer').getByRole('button', { name: '更新进度' }).click();
  await page.getByLabel('承诺完成时间').click();
  await page.getByText('明天 17:00', { exact: true }).click();
  const send = page.getByRole('dialog').last().getByRole('button', { name: /更\s*新/ });
  await send.click();
  await page.getByText('延后要给客户一个说法').waitFor();
  await page.getByLabel('为什么延后（会告诉客户）').fill('水泵没到');
  await send.click();
  await eventually(async () => fake.calls.filter(([called]) => called.endsWith('/stage')).map(([, body]) => body), [
    { promised_at: `${new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10)}T17:00:00+08:00`, reason: '水泵没到' },
  ]);
  await close();
};

tests['a second tab is told by the first and takes over when it is closed'] = async () => {
  const { fake, page, visit, close } = await open('/desk/conversations/c-3');
  await field(page).waitFor();
  const second = await visit();
  await field(second).waitFor();
  fake.append('c-3', { kind: 'message', from: 'customer', body: { type: 'text', text: '两边都看得到' } });
  for (const tab of [page, second]) await eventually(async () => (await bubbles(tab)).at(-1), '两边都看得到');
  await second.close();
  fake.append('c-3', { kind: 'message', from: 'customer', body: { type: 'text', text: '关掉一个之后' } });
  await eventually(async () => (await bubbles(page)).at(-1), '关掉一个之后');
  await close();
};

const leads = (fake) => void Object.assign(fake.me, { role: 'admin', store: undefined });

tests['figures are shown to leads, with their definitions, course and table'] = async () => {
  const { page, close } = await open('/desk/conversations', leads);
  const drawing = [];
  page.on('request', (request) => /\/(trend|figures)-[^/]*\.js$/.test(request.url()) && drawing.push(request.url()));
  await sleep(300);
  assert.deepEqual(drawing, []);
  await page.getByRole('link', { name: '数据' }).click();
  const tile = page.getByRole('button', { name: /^自助解决率/ });
  await tile.click();
  await eventually(() => tile.getAttribute('aria-pressed'), 'true');
  await eventually(() => page.getByRole('img', { name: '自助解决率按日走势图' }).locator('svg').count(), 1);
  assert.equal(drawing.length, 2);
  const definition = page.getByText('72 小时内同一客户没有为同一件事再来');
  assert.equal(await definition.isVisible(), false);
  await page.getByLabel('自助解决率的口径').press('Enter');
  assert.equal(await definition.isVisible(), true);
  await page.getByText('看数据表').click();
  assert.equal(await page.getByRole('region', { name: '自助解决率按日数据' }).getByRole('row').count(), 31);
  await page.getByText('近 7 天', { exact: true }).click();
  await eventually(() => page.getByLabel('结束日期').inputValue(), new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  await page.getByText('按员工', { exact: true }).click();
  await eventually(() => page.getByRole('region', { name: '按员工的数据' }).getByRole('rowheader').first().textContent(), '林晓');
  assert.match(await page.getByRole('link', { name: '导出表格' }).getAttribute('href'), /^\/api\/v1\/desk\/figures\.csv\?from=.*&by=day$/);
  await close();
};

tests['figures are not in the way of advisors'] = async () => {
  const { page, close } = await open('/desk/figures');
  await eventually(() => page.getByText('数据由店长和管理员查看').count(), 1);
  assert.equal(await page.getByRole('link', { name: '数据' }).count(), 0);
  await close();
};

tests['a photo fills the screen: arrows lead on, its size changes, Esc leads back to the talk'] = async () => {
  const { page, close } = await open('/desk/conversations/c-5');
  const photos = page.locator('button.picture');
  await eventually(() => photos.count(), 3);
  await photos.nth(1).click();
  const viewer = page.getByRole('dialog', { name: '照片' });
  const place = () => viewer.getByRole('status').textContent();
  await eventually(place, '第 2 张，共 3 张');
  const image = viewer.getByRole('img', { name: '客户发的照片' });
  await eventually(() => image.evaluate((element) => element.complete && element.naturalHeight), 1600);
  assert.ok((await image.boundingBox()).height <= 800);
  await page.keyboard.press('+');
  await eventually(async () => (await image.boundingBox()).height, 1600);
  await page.keyboard.press('ArrowRight');
  await eventually(place, '第 3 张，共 3 张');
  await page.keyboard.press('ArrowRight');
  await eventually(place, '第 1 张，共 3 张');
  await page.keyboard.press('ArrowLeft');
  await eventually(place, '第 3 张，共 3 张');
  await page.keyboard.press('Escape');
  await eventually(() => viewer.count(), 0);
  assert.equal(path(page), '/desk/conversations/c-5');
  await close();
};

tests['a picture whose address has run out is read again'] = async () => {
  const { fake, page, close } = await open('/desk/conversations/c-3');
  await page.getByRole('log').getByText('别再拖了').waitFor();
  const body = { type: 'image', url: '/api/v1/pictures/640x480?old', width: 640, height: 480 };
  fake.append('c-3', { kind: 'message', from: 'customer', body });
  body.url = '/api/v1/pictures/640x480?good';
  await eventually(() => page.locator('button.picture img').evaluateAll((images) => images.map(({ naturalWidth }) => naturalWidth)), [640]);
  await close();
};

tests['who looks at or writes in a conversation is seen by the others, in the list and above the talk'] = async () => {
  const { fake, page, close } = await open('/desk/conversations/c-3');
  await page.getByRole('heading', { name: '张伟' }).waitFor();
  const told = () => fake.calls.filter(([called]) => called.endsWith('/viewing'));
  await eventually(told, [['/conversations/c-3/viewing', { here: true }]]);
  const staff = { id: 's2', name: '周航' };
  const company = page.locator('.thread .company');
  // Nobody is told twice of somebody who looks: the line may not be open yet when the first word goes out.
  const looks = async () => {
    fake.pass({ kind: 'viewing', from: 'staff', conversation: 'c-3', body: { staff, here: true } });
    fake.pass({ kind: 'viewing', from: 'staff', conversation: 'c-2', body: { staff, here: true } });
    return (await company.count()) ? company.textContent() : null;
  };
  await eventually(looks, ' 周航 也在看');
  await eventually(() => page.locator('.conversation', { hasText: '许*' }).getByTitle('周航 在看').count(), 1);
  await eventually(() => told().length, 2);
  fake.pass({ kind: 'typing', from: 'staff', conversation: 'c-3', body: { staff } });
  await eventually(() => company.textContent(), ' 周航 也在输入…');
  fake.pass({ kind: 'viewing', from: 'staff', conversation: 'c-3', body: { staff, here: false } });
  await eventually(() => company.count(), 0);
  await page.getByRole('link', { name: '预约' }).click();
  await eventually(() => told().at(-1), ['/conversations/c-3/viewing', { here: false }]);
  await close();
};

tests['the list is narrowed to a label'] = async () => {
  const { fake, page, close } = await open('/desk/conversations', (desk) => (desk.get('c-7').labels = ['保险']));
  await page.getByText('全部', { exact: true }).click();
  await eventually(() => page.locator('.conversation').count(), 8);
  await page.getByRole('combobox', { name: '按标签筛选' }).click();
  await page.getByTitle('保险（3）').click();
  await eventually(() => page.locator('.conversation').count(), 1);
  fake.get('c-8').labels = ['保险'];
  fake.tell({ kind: 'labels', conversation: 'c-8', body: {} });
  await eventually(() => page.locator('.conversation').count(), 2);
  await close();
};

tests['a low score is called back and done with'] = async () => {
  const { fake, page, close } = await open('/desk/low_scores');
  const row = page.getByRole('row', { name: /等到七点半/ });
  await row.getByRole('button', { name: '我来打' }).click();
  await eventually(() => row.getByRole('link', { name: '13800135678' }).count(), 1);
  await row.getByRole('button', { name: '已回电' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '已回电' }).click();
  await eventually(() => row.count(), 0);
  const written = page.getByRole('row', { name: /客户没有说原因/ });
  await written.getByRole('button', { name: '我来处理' }).click();
  await written.getByRole('button', { name: '已处理' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '已处理' }).click();
  await eventually(() => page.getByText('没有要回访的低分').count(), 1);
  assert.deepEqual(fake.calls.map(([called]) => called).filter((called) => called.startsWith('/callbacks')), ['/callbacks/HD2611220011/pick_up', '/callbacks/HD2611220011/done', '/callbacks/HD2611220012/pick_up', '/callbacks/HD2611220012/done']);
  await close();
};

tests['a vehicle is collected: planned on its booking, sent off, there'] = async () => {
  const { fake, page, close } = await open('/desk/bookings');
  await page.getByRole('row', { name: /四轮定位/ }).getByRole('button', { name: '取送车' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '安排' }).click();
  await dialog.getByText('请输入地址').waitFor();
  await dialog.getByLabel('地址').fill('文三路 90 号');
  await dialog.getByLabel('费用（元）').fill('30');
  await dialog.getByRole('button', { name: '安排' }).click();
  await eventually(() => dialog.count(), 0);
  const [, planned] = fake.calls.find(([called]) => called === '/jobs');
  assert.deepEqual([planned.booking, planned.direction, planned.address, planned.fee, typeof planned.at], ['YY2611220006', 'collect', '文三路 90 号', 3000, 'string']);
  await page.getByText('取送车', { exact: true }).first().click();
  const row = page.getByRole('row', { name: /文三路88号/ });
  await row.getByRole('button', { name: '已接到车' }).click();
  await eventually(() => row.getByRole('button').count(), 0);
  assert.deepEqual(fake.calls.at(-1), ['/jobs/QS2611220001/status', { status: 'done' }]);
  await close();
};

tests['axe finds nothing serious'] = async () => {
  const found = [];
  for (const view of ['conversations/c-3', 'conversations/c-1', 'bookings', 'orders', 'orders/GD2611220031', 'complaints', 'complaints/TS2611220002', 'callbacks', 'low_scores', 'rescues', 'customers', 'figures', 'account', 'audit']) {
    const { page, close } = await open(`/desk/${view}`, ['figures', 'audit'].includes(view) ? leads : undefined);
    await sleep(900);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run(document));
    const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    found.push(...serious.map(({ id, nodes }) => `${view} ${id}: ${nodes.slice(0, 4).map(({ target }) => target).join(' | ')}`));
    await close();
  }
  assert.deepEqual(found, []);
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  if (process.argv[2] && !name.includes(process.argv[2])) continue;
  const began = Date.now();
  try {
    await test();
    console.log(`ok    ${name} (${Date.now() - began} ms)`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}\n${error.stack}`);
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
