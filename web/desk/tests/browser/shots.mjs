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
  if (only && !name.includes(only)) return;
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

await browser.close();
