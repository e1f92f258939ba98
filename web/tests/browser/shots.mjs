// Screenshots of every screen, to be looked at: npm run shots [-- FOLDER]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { FakeServer } from '../fake/server.mjs';
import * as story from '../fake/story.mjs';

const folder = process.argv[2] ?? 'shots';
mkdirSync(folder, { recursive: true });
const PHONE = { width: 375, height: 667 };
const DESKTOP = { width: 1280, height: 800 };
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

async function shot(name, events, { viewport = PHONE, dark = false, act = async () => {} } = {}) {
  const fake = new FakeServer(events);
  const context = await browser.newContext({ viewport, colorScheme: dark ? 'dark' : 'light', locale: 'zh-CN', hasTouch: viewport === PHONE });
  const page = await context.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(`${name}: ${message.text()}`));
  page.on('pageerror', (error) => console.log(`${name}: ${error}`));
  await page.goto(await fake.listen());
  await page.getByRole('log').waitFor();
  await page.waitForTimeout(400);
  await act(page, fake);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await context.close();
  fake.close();
}

const up = (px) => (page) => page.getByRole('log').evaluate((log, by) => log.scrollBy(0, -by), px).then(() => page.waitForTimeout(300));
const large = (page) => page.getByRole('button', { name: '大字模式' }).click();

await shot('01-first-contact', []);
await shot('02-plate', story.bookingTalk());
await shot('03-plate-letters', story.bookingTalk(), {
  act: async (page) => {
    for (const key of '浙A1234') await page.getByRole('button', { name: key, exact: true }).click();
  },
});
for (const [i, back] of [0, 480, 960, 1440, 1920, 2400, 2800, 3300].entries()) await shot(`04-everything-${i}`, story.everything(), { act: up(back) });
await shot('05-dark', story.everything(), { dark: true, act: up(1500) });
await shot('06-dark-end', story.everything(), { dark: true });
await shot('07-large', story.everything(), { act: async (page) => { await large(page); await up(1700)(page); } });
await shot('08-large-plate', story.bookingTalk(), { act: large });
await shot('09-desktop', story.everything(), { viewport: DESKTOP });
await shot('10-queue', [story.customer('转人工'), story.owner('queued'), { kind: 'queue', from: 'system', body: { position: 2, wait_seconds: 220 } }, story.system('前面还有 1 位，请稍候。')]);
await shot('11-human', [story.customer('转人工'), story.owner('human', '林晓'), story.staff('您好，我是林晓')], {
  act: async (page, fake) => {
    await page.getByRole('textbox').fill('我的车什么时候好');
    await page.getByRole('button', { name: '发送' }).click();
    await page.waitForTimeout(300);
    fake.pass({ kind: 'read', from: 'staff', body: { seq: fake.log.length } });
    fake.pass({ kind: 'typing', from: 'staff', body: {} });
    await page.waitForTimeout(300);
  },
});
await shot('12-offline', story.bookingTalk().slice(0, 2), {
  act: async (page) => {
    await page.context().setOffline(true);
    await page.getByRole('textbox').fill('后天上午可以吗');
    await page.getByRole('button', { name: '发送' }).click();
    await page.waitForTimeout(600);
  },
});
await shot('13-refused', story.bookingTalk().slice(0, 2), {
  act: async (page, fake) => {
    fake.faults = [422, 503];
    for (const text of ['第一条', '第二条', '第三条']) {
      await page.getByRole('textbox').fill(text);
      await page.getByRole('button', { name: '发送' }).click();
    }
    await page.waitForTimeout(150);
  },
});
await shot('14-score', [story.customer('修得不错'), story.bot('请给这次服务打分', { asks: ['score'] })]);
await shot('15-phone', [story.customer('约保养'), story.bot('请留一个手机号', { asks: ['phone'] })]);
await shot('16-privacy', [], { act: (page) => page.getByRole('button', { name: '《个人信息保护说明》' }).click() });
await shot('17-back-to-newest', story.long(200), {
  act: async (page, fake) => {
    await up(900)(page);
    fake.append(story.bot('您的车已修好，可以来取了。'));
    await page.waitForTimeout(300);
  },
});
await browser.close();
