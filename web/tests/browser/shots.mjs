// Screenshots of every screen, to be looked at: npm run shots [-- FOLDER]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { FakeServer } from '../fake/server.mjs';
import * as story from '../fake/story.mjs';
import { heic, png } from './photos.mjs';

const folder = process.argv[2] ?? 'shots';
mkdirSync(folder, { recursive: true });
const PHONE = { width: 375, height: 667 };
const DESKTOP = { width: 1280, height: 800 };
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

async function shot(name, events, { viewport = PHONE, dark = false, path = '/', before = () => {}, ready = '.log', act = async () => {}, ...options } = {}) {
  const fake = new FakeServer(events);
  fake.images.set('im-0', { type: 'image/png', bytes: png(640, 480) });
  before(fake);
  const context = await browser.newContext({ viewport, colorScheme: dark ? 'dark' : 'light', locale: 'zh-CN', hasTouch: viewport === PHONE, ...options });
  const page = await context.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(`${name}: ${message.text()}`));
  page.on('pageerror', (error) => console.log(`${name}: ${error}`));
  await page.goto((await fake.listen()) + path);
  await page.locator(ready).waitFor();
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

const unfold = (page) => page.getByRole('button', { name: '照片和位置' }).click();
const menu = (page) => page.getByRole('button', { name: '更多' }).click();
const pictures = () => [story.customer('轮胎裂了'), story.photo('im-0'), story.place('高架辅路'), story.staff('收到，我看看'), story.photo('im-0', 'staff', 480, 640)];
const choose = async (page, ...files) => {
  await unfold(page);
  await page.locator('input[type=file][multiple]').setInputFiles(files);
  await page.waitForTimeout(900);
};
for (const dark of [false, true]) {
  const name = (number, what) => `${number}-${what}${dark ? '-dark' : ''}`;
  await shot(name(18, 'tools'), story.bookingTalk().slice(0, 2), { dark, act: unfold });
  await shot(name(19, 'pictures'), pictures(), { dark });
  await shot(name(20, 'menu'), pictures(), { dark, act: menu });
  await shot(name(21, 'resume'), pictures(), {
    dark,
    act: async (page) => {
      await menu(page);
      await page.getByRole('button', { name: '换手机继续' }).click();
      await page.locator('svg.qr').waitFor();
    },
  });
  await shot(name(22, 'gate'), [], { dark, path: '/#resume=t0ken', ready: '.gate' });
  await shot(name(23, 'gate-code'), [], {
    dark,
    path: '/#resume=t0ken',
    ready: '.gate',
    act: async (page) => {
      await page.getByRole('button', { name: '获取验证码' }).click();
      await page.getByRole('textbox').fill('123456');
      await page.getByRole('button', { name: '继续对话' }).click();
      await page.getByText('验证码不对').waitFor();
    },
  });
  await shot(name(24, 'refused'), [], { dark, before: (fake) => (fake.refusing = 403), act: (page) => page.waitForTimeout(300) });
  await shot(name(25, 'location'), [story.customer('车坏在路上了'), story.bot('您在什么位置？', { asks: ['location'] })], { dark, act: (page) => page.getByRole('button', { name: '发送位置' }).click() });
}
await shot('26-location-found', [story.bot('您在什么位置？', { asks: ['location'] })], {
  permissions: ['geolocation'],
  geolocation: { latitude: 30.208812, longitude: 120.210523, accuracy: 25 },
  act: async (page) => {
    await page.getByRole('button', { name: '发送位置' }).click();
    await page.getByRole('button', { name: '同意并获取位置' }).click();
    await page.getByText('误差约').waitFor();
  },
});
await shot('27-location-denied', [story.bot('您在什么位置？', { asks: ['location'] })], {
  act: async (page) => {
    await page.getByRole('button', { name: '发送位置' }).click();
    await page.getByRole('button', { name: '同意并获取位置' }).click();
    await page.getByText('没有得到定位权限').waitFor();
  },
});
await shot('28-photos-on-their-way', [story.bot('请发几张照片')], {
  before: (fake) => (fake.imageFaults = [503, 503, 503, 503]),
  act: (page) => choose(page, { name: 'a.png', mimeType: 'image/png', buffer: png(1600, 1200) }, { name: 'b.heic', mimeType: '', buffer: heic() }),
});
await shot('29-photo-refused', [story.bot('请发几张照片')], { act: (page) => choose(page, { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') }) });
await shot('30-picture-missing', [story.photo('im-9'), story.bot('收到')], { act: (page) => page.waitForTimeout(600) });
await shot('31-viewer', pictures(), { act: (page) => page.getByRole('button', { name: '查看照片' }).first().click() });
await shot('32-large-menu', pictures(), { act: async (page) => { await large(page); await menu(page); } });
await shot('33-large-pictures', pictures(), { act: large });
await shot('34-connecting', [], { act: async (page) => { await page.context().setOffline(true); await page.evaluate(() => localStorage.clear()); await page.waitForTimeout(200); } });
await shot('35-desktop-menu', pictures(), { viewport: DESKTOP, act: menu });
await shot('36-ringing', [story.customer('转人工'), story.owner('ringing')]);
await shot('37-closed', [story.customer('好的谢谢'), story.owner('closed'), story.rating()]);
await shot('38-qr', [], { viewport: DESKTOP, path: '/qr?store=river', ready: '.poster' });
await shot('39-qr-phone', [], { path: '/qr?store=none', ready: '.poster' });
await browser.close();
