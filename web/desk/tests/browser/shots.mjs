// Screenshots of every screen of the desk, to be looked at: npm run shots:desk [-- FOLDER]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import * as data from '../fake/data.mjs';
import { FakeDesk } from '../fake/server.mjs';

const folder = process.argv[2] ?? 'shots/desk';
const only = process.argv[3];
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function shot(name, path, { width = 1280, height = 800, dark = false, prepare = () => {}, act = async () => {} } = {}) {
  if (only && !new RegExp(only).test(name)) return;
  const fake = new FakeDesk();
  prepare(fake);
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale: 'zh-CN' });
  const page = await context.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(`${name}: ${message.text()}`));
  page.on('pageerror', (error) => console.log(`${name}: ${error}`));
  await page.goto((await fake.listen()) + path);
  await page.waitForTimeout(900);
  await act(page, fake);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
  fake.close();
}

const press = (name) => async (page) => {
  await page.getByRole('button', { name }).first().click();
  await page.waitForTimeout(500);
};
const signedOut = (fake) => void (fake.signedIn = false);

await shot('01-login', '/desk/', { prepare: signedOut });
await shot('02-login-wrong', '/desk/', {
  prepare: signedOut,
  act: async (page) => {
    await page.getByLabel('用户名').fill('林晓');
    await page.getByLabel('密码').fill('nein');
    await press('登录')(page);
  },
});
await shot('03-none-open', '/desk/');
await shot('04-conversation', '/desk/conversations/c-3');
await shot('05-waiting', '/desk/conversations/c-2');
await shot('06-danger-1024', '/desk/conversations/c-1', { width: 1024, height: 768 });
await shot('07-sending', '/desk/conversations/c-3', {
  act: async (page, fake) => {
    fake.faults = [['/messages', 409, '会话已不归您接待']];
    const field = page.getByRole('textbox', { name: '回复客户' });
    await field.fill('明天下午三点前一定给您答复');
    await field.press('Enter');
    await page.waitForTimeout(300);
    fake.pass({ kind: 'typing', from: 'customer', conversation: 'c-3', body: {} });
    fake.dropStreams();
    await page.context().setOffline(true);
    await field.fill('第二条，断网时写的');
    await field.press('Enter');
    await page.waitForTimeout(900);
  },
});
await shot('08-note', '/desk/conversations/c-3', { act: async (page) => { await page.getByText('内部备注', { exact: true }).last().click(); await page.getByRole('textbox', { name: '内部备注' }).fill('客户态度缓和了'); } });
await shot('09-close', '/desk/conversations/c-3', { act: press('结束') });
await shot('10-closed-undo', '/desk/conversations/c-3', { act: async (page) => { await press('结束')(page); await page.getByText('已解决').click(); await press('结束会话')(page); } });
await shot('11-transfer', '/desk/conversations/c-3', { act: async (page) => { await press('转接')(page); await page.getByLabel('同事', { exact: true }).last().click(); await page.waitForTimeout(400); } });
await shot('12-stage', '/desk/conversations/c-3', { act: press('更新进度') });
await shot('13-all', '/desk/conversations/c-5', { act: async (page) => { await page.getByText('全部', { exact: true }).click(); await page.waitForTimeout(500); } });
await shot('14-bookings', '/desk/bookings');
await shot('15-bookings-1024', '/desk/bookings', { width: 1024, height: 768 });
await shot('16-check-in', '/desk/bookings', { act: async (page) => { await page.getByRole('button', { name: '接车' }).nth(1).click(); await page.waitForTimeout(400); } });
await shot('17-board', '/desk/orders');
await shot('18-board-1024', '/desk/orders', { width: 1024, height: 768 });
await shot('19-order', '/desk/orders/GD2611220031');
await shot('20-new-order', '/desk/orders', { act: press('新工单') });
await shot('21-complaints', '/desk/complaints');
await shot('22-complaint', '/desk/complaints/TS2611220002');
await shot('23-callbacks', '/desk/callbacks');
await shot('24-callback-confirm', '/desk/callbacks', { act: press('我来打') });
await shot('25-rescues', '/desk/rescues');
await shot('26-customers', '/desk/customers', { act: async (page) => { await page.keyboard.press('Control+k'); await page.keyboard.type('张伟'); await page.waitForTimeout(800); } });
await shot('27-customer', '/desk/customers/k1');
await shot('28-empty', '/desk/', { prepare: (fake) => void (fake.conversations = []) });
await shot('29-error', '/desk/orders', { prepare: (fake) => void (fake.broken = '/orders') });
await shot('30-dark', '/desk/conversations/c-3', { dark: true });
await shot('31-dark-board', '/desk/orders', { dark: true });
await shot('32-expired', '/desk/conversations/c-3', { act: async (page, fake) => { fake.signedIn = false; fake.dropStreams(); await page.waitForTimeout(1500); } });
await shot('33-promised', '/desk/conversations/c-3', { act: async (page) => { await press('更新进度')(page); await page.getByLabel('承诺完成时间').click(); await page.waitForTimeout(400); } });
const leads = (fake) => void Object.assign(fake.me, { role: 'admin', store: undefined });
const drawn = (page) => page.locator('.trend-chart svg').waitFor();
const whole = { prepare: leads, height: 2200, act: drawn };
await shot('34-figures', '/desk/figures', whole);
await shot('35-figures-375', '/desk/figures', { ...whole, width: 375, height: 3600 });
await shot('36-figures-dark', '/desk/figures', { ...whole, dark: true });
await shot('37-figures-empty', '/desk/figures', { prepare: (fake) => { leads(fake); fake.justOpened = true; } });
await shot('38-figures-error', '/desk/figures', { prepare: (fake) => { leads(fake); fake.broken = '/figures'; } });
await shot('39-figures-words', '/desk/figures', { prepare: leads, act: async (page) => { await page.getByLabel('回复时长的口径').click(); await page.getByRole('button', { name: /^净推荐值/ }).click(); await page.waitForTimeout(500); } });
const lead = (fake) => {
  fake.me.role = 'admin';
  fake.alerts = data.alerts;
};
const slash = async (page) => {
  await page.getByLabel('回复客户', { exact: true }).last().fill('/');
  await page.waitForTimeout(500);
};
for (const width of [1280, 375]) {
  const size = { width, height: width === 375 ? 720 : 800 };
  await shot(`90-alerts-${width}`, '/desk/conversations', { ...size, prepare: lead });
  await shot(`91-canned-${width}`, '/desk/conversations/c-4', { ...size, act: slash });
  await shot(`92-account-${width}`, '/desk/account', { ...size, prepare: lead });
  await shot(`93-audit-${width}`, '/desk/audit', { ...size, prepare: lead });
  await shot(`94-callbacks-${width}`, '/desk/callbacks', { ...size, prepare: lead });
}
await shot('95-keys', '/desk/callbacks', { act: async (page) => { await page.keyboard.press('Shift+?'); await page.waitForTimeout(400); } });
await shot('96-labels', '/desk/conversations/c-4', { act: press('标签') });

await shot('40-photo', '/desk/conversations/c-5', { act: async (page) => { await page.locator('button.picture').nth(1).click(); await page.waitForTimeout(300); } });
await shot('41-photo-375', '/desk/conversations/c-5', { width: 375, height: 667, act: async (page) => { await page.locator('button.picture').first().click(); await page.waitForTimeout(300); } });
await shot('42-company', '/desk/conversations/c-3', {
  act: async (page, fake) => {
    for (const [conversation, name, here] of [['c-3', '周航', true], ['c-2', '郑敏', true], ['c-1', '何磊', true], ['c-1', '郑敏', true]]) fake.pass({ kind: 'viewing', from: 'staff', conversation, body: { staff: { id: name, name }, here } });
    await page.waitForTimeout(300);
  },
});
await shot('43-label-filter', '/desk/conversations/c-3', {
  prepare: (fake) => void (fake.get('c-7').labels = ['保险', '大客户']),
  act: async (page) => { await page.getByText('全部', { exact: true }).click(); await page.waitForTimeout(500); await page.getByRole('combobox', { name: '按标签筛选' }).click(); await page.waitForTimeout(400); },
});
await shot('44-low-scores', '/desk/low_scores');
await shot('45-low-scores-375', '/desk/low_scores', { width: 375, height: 720 });
const quote = async (page) => {
  await page.getByRole('dialog').getByRole('button', { name: '报价', exact: true }).click();
  await page.waitForTimeout(500);
};
await shot('46-quote', '/desk/orders/GD2611220036', { height: 900, act: quote });
await shot('47-quote-lines', '/desk/orders/GD2611220036', {
  height: 1000,
  act: async (page) => {
    await quote(page);
    await page.getByLabel('项目').first().fill('前刹车片');
    await page.getByLabel('金额（元）').fill('380');
    await press('再加一项')(page);
    await page.getByLabel('类别').nth(1).click();
    await page.locator('.ant-select-item-option', { hasText: '工时' }).last().click();
    await page.waitForTimeout(300);
    await press('发给客户')(page);
  },
});
await shot('48-quote-375', '/desk/orders/GD2611220036', { width: 375, height: 800, act: quote });
await shot('50-complaint-step', '/desk/complaints/TS2611220002', { height: 900 });
await shot('51-complaint-375', '/desk/complaints/TS2611220002', { width: 375, height: 800 });
await shot('52-rescues-375', '/desk/rescues', { width: 375, height: 720 });
await shot('53-walk-in', '/desk/orders', { act: press('新工单') });
await shot('54-talk-375', '/desk/conversations/c-3', { width: 375, height: 720 });
await shot('55-bookings-375', '/desk/bookings', { width: 375, height: 720 });
await shot('56-board-375', '/desk/orders', { width: 375, height: 720 });
await shot('57-dark-order', '/desk/orders/GD2611220031', { dark: true, height: 1200 });
await shot('58-dark-complaint', '/desk/complaints/TS2611220002', { dark: true });
await shot('59-dark-low-scores', '/desk/low_scores', { dark: true });
await shot('60-login-375-dark', '/desk/', { width: 375, height: 667, dark: true, prepare: signedOut });
await shot('61-order-whole', '/desk/orders/GD2611220031', { height: 1700 });

const jobs = async (page) => {
  await page.locator('.ant-segmented').getByText('取送车', { exact: true }).click();
  await page.waitForTimeout(500);
};
await shot('65-jobs', '/desk/bookings', { act: jobs });
await shot('66-jobs-375', '/desk/bookings', { width: 375, height: 720, act: jobs });
await shot('67-job-dialog', '/desk/bookings', { act: async (page) => { await page.getByRole('row', { name: /四轮定位/ }).getByRole('button', { name: '取送车' }).click(); await page.waitForTimeout(400); } });
await shot('68-bookings-jobs', '/desk/bookings');

const shopTab = (name) => async (page) => {
  await page.getByText(name, { exact: true }).click();
  await page.waitForTimeout(500);
};
for (const width of [1280, 375]) {
  const size = { width, height: width === 375 ? 720 : 800, prepare: lead };
  await shot(`62-stock-${width}`, '/desk/rules', { ...size, act: shopTab('配件库存') });
  await shot(`63-recalls-${width}`, '/desk/rules', { ...size, act: shopTab('召回') });
  await shot(`64-prices-${width}`, '/desk/rules', size);
}

await browser.close();
