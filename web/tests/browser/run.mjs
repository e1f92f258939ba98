// Drives the built customer page in Chromium against the fake server: npm run browser [-- NAME]
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { FakeServer } from '../fake/server.mjs';
import * as story from '../fake/story.mjs';
import { heic, png } from './photos.mjs';

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

async function open(events, options = {}) {
  const fake = new FakeServer(events);
  const url = await fake.listen();
  const context = await browser.newContext({ viewport: { width: 375, height: 667 }, locale: 'zh-CN', ...options });
  const visit = async () => {
    const page = await context.newPage();
    page.on('pageerror', (error) => assert.fail(`page error: ${error}`));
    page.on('console', (message) => assert.ok(!/Content Security Policy/.test(message.text()), message.text()));
    await page.goto(url);
    await page.locator('.row, .starters').first().waitFor();
    return page;
  };
  const page = await visit();
  const close = async () => {
    await context.close();
    fake.close();
  };
  return { fake, context, page, visit, close };
}

const say = async (page, text) => {
  await page.locator('.field').fill(text);
  await page.getByRole('button', { name: '发送', exact: true }).click();
};
const texts = (page) => page.locator('.row .bubble > p').allTextContents();
const states = (page) => page.locator('.state').allTextContents();

tests['a double click sends once'] = async () => {
  const { fake, page, close } = await open([story.ask('哪个店？', ['store'], '滨江店', '大学城店')]);
  await page.getByRole('button', { name: '滨江店' }).dblclick();
  await page.locator('.field').fill('你好');
  await page.getByRole('button', { name: '发送', exact: true }).dblclick();
  await eventually(() => fake.accepted.map((one) => one.choice ?? one.text), ['ch-滨江店', '你好']);
  await sleep(300);
  assert.equal(fake.accepted.length, 2);
  assert.ok(await page.getByRole('button', { name: '大学城店' }).isDisabled());
  await close();
};

tests['typed offline: kept over a reload, sent once, in order'] = async () => {
  const { fake, context, page, close } = await open([story.bot('您好')]);
  await context.setOffline(true);
  await say(page, '第一条');
  await say(page, '第二条');
  await eventually(() => states(page), ['待发送', '待发送']);
  await context.setOffline(false);
  await page.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto(`http://127.0.0.1:${new URL(page.url()).port}/`);
  await eventually(() => texts(again), ['您好', '第一条', '第二条']);
  await eventually(() => fake.accepted.map((one) => one.text), ['第一条', '第二条']);
  await eventually(() => states(again), ['已送达']);
  await close();
};

tests['an answer that got lost makes no second message'] = async () => {
  const { fake, page, close } = await open([story.bot('您好')]);
  fake.faults = [0, 503, 0];
  await say(page, '我的车好了吗');
  await say(page, '在吗');
  await eventually(() => texts(page), ['您好', '我的车好了吗', '在吗'], 15_000);
  await sleep(2000);
  assert.deepEqual(fake.accepted.map((one) => one.text), ['我的车好了吗', '在吗']);
  assert.deepEqual(await texts(page), ['您好', '我的车好了吗', '在吗']);
  await close();
};

tests['a refusal is shown with its reason and can be mended'] = async () => {
  const { fake, page, close } = await open([story.bot('您好')]);
  fake.faults = [422];
  await say(page, '这条不行');
  await page.getByText('未发出：消息不能为空').waitFor();
  await page.getByRole('button', { name: '重新编辑' }).click();
  assert.equal(await page.locator('.field').inputValue(), '这条不行');
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await eventually(() => fake.accepted.map((one) => one.text), ['这条不行']);
  await close();
};

tests['a cut line: what came meanwhile is fetched, in order, once'] = async () => {
  const { fake, page, close } = await open([story.bot('第 0 条')]);
  for (let i = 1; i <= 20; i++) {
    if (i % 4 === 0) fake.dropStreams();
    fake.append(story.bot(`第 ${i} 条`));
    await sleep(60);
  }
  await eventually(() => texts(page), Array.from({ length: 21 }, (_, i) => `第 ${i} 条`));
  await close();
};

tests['a proxy that holds the stream back: long polls'] = async () => {
  const { fake, page, close } = await open([story.bot('您好')]);
  fake.dropStreams();
  fake.heldBack = true;
  await sleep(7000);
  fake.append(story.bot('您的车好了'));
  await eventually(() => texts(page), ['您好', '您的车好了'], 3000);
  fake.append(story.bot('可以来取'));
  await eventually(() => texts(page), ['您好', '您的车好了', '可以来取'], 2000);
  await close();
};

tests['an expired token is renewed unseen'] = async () => {
  const { fake, page, close } = await open([story.bot('您好')]);
  fake.token = 'token-2';
  fake.dropStreams();
  await say(page, '还在吗');
  fake.append(story.bot('在的'));
  await eventually(async () => (await texts(page)).sort(), ['在的', '您好', '还在吗'].sort());
  await close();
};

tests['two tabs share one stream, and the second goes on when the first is closed'] = async () => {
  const { fake, page, visit, close } = await open([story.bot('您好')]);
  const second = await visit();
  await sleep(500);
  const opened = fake.opened;
  fake.append(story.bot('大家好'));
  await eventually(() => texts(page), ['您好', '大家好']);
  await eventually(() => texts(second), ['您好', '大家好']);
  await second.close();
  await sleep(300);
  fake.append(story.bot('还在'));
  await eventually(() => texts(page), ['您好', '大家好', '还在']);
  assert.ok(opened <= 2 && fake.opened <= 4, `streams opened: ${opened}, ${fake.opened}`);
  await close();
};

tests['a card is replaced in place'] = async () => {
  const { fake, page, close } = await open([story.booking(), story.bot('还有什么可以帮您？')]);
  const { body } = story.booking();
  fake.append({ kind: 'card', from: 'bot', body: { ...body, data: { ...body.data, status: 'cancelled', status_text: '已取消' }, choices: [] } });
  await page.getByText('已取消').waitFor();
  assert.equal(await page.locator('.card').count(), 1);
  assert.equal(await page.getByRole('button', { name: '改时间' }).count(), 0);
  await close();
};

tests['long history: pages back to the start, never more than 100 mounted, and forward again'] = async () => {
  const { page, close } = await open(story.long(430));
  const log = page.getByRole('log');
  let most = 0;
  const count = async () => {
    const rows = await page.locator('.row').count();
    most = Math.max(most, rows);
    return rows;
  };
  await count();
  for (let i = 0; i < 60 && !(await page.getByText('第 1 条消息', { exact: true }).count()); i++) {
    await log.evaluate((box) => box.scrollTo(0, 0));
    await sleep(60);
    await count();
  }
  assert.equal(await page.getByText('第 1 条消息', { exact: true }).count(), 1);
  // The row in view stays where it is while others are mounted and unmounted around it.
  const before = await log.evaluate((box) => box.scrollTop);
  assert.ok(before >= 0);
  for (let i = 0; i < 12; i++) {
    await log.evaluate((box) => box.scrollBy(0, 900));
    await sleep(40);
    await count();
  }
  await page.getByRole('button', { name: '回到最新' }).click();
  await page.getByText('第 430 条：好的，已记录。').waitFor();
  assert.ok(most <= 100, `mounted ${most}`);
  await close();
};

tests['reading older messages is not disturbed by new ones'] = async () => {
  const { fake, page, close } = await open(story.long(300));
  await page.getByRole('log').evaluate((box) => box.scrollBy(0, -1500));
  await sleep(200);
  const row = page.locator('[data-key="285"]');
  const before = (await row.boundingBox()).y;
  for (let i = 0; i < 5; i++) fake.append(story.bot(`新 ${i}`));
  await page.getByRole('button', { name: '5 条新消息' }).waitFor();
  assert.ok(Math.abs((await row.boundingBox()).y - before) < 2);
  await close();
};

tests['the keyboard follows what is asked'] = async () => {
  const { fake, page, close } = await open(story.bookingTalk(), { hasTouch: true });
  for (const key of '浙AD1234') await page.getByRole('button', { name: key, exact: true }).click();
  await page.getByRole('button', { name: '5', exact: true }).click();
  await page.getByRole('button', { name: '完成' }).dblclick();
  await eventually(() => fake.accepted.map((one) => one.text), ['浙AD12345']);
  assert.equal(await page.locator('.plate-keyboard').count(), 0);
  fake.append(story.bot('手机号？', { asks: ['phone'] }));
  await eventually(() => page.locator('.field').getAttribute('inputmode'), 'tel');
  await say(page, '13800000000');
  await eventually(() => fake.accepted.length, 2);
  fake.append(story.bot('验证码？', { asks: ['code'] }));
  await eventually(() => page.locator('.field').getAttribute('autocomplete'), 'one-time-code');
  await say(page, '482913');
  await eventually(() => fake.accepted.length, 3);
  fake.append(story.bot('请打分', { asks: ['score'] }));
  await page.getByRole('button', { name: '4分' }).dblclick();
  await eventually(() => fake.accepted.slice(-1)[0].text, '4分');
  assert.equal(fake.accepted.length, 4);
  await close();
};

tests['signals: presence, read, typing at most every two seconds; unread in the title'] = async () => {
  const { fake, page, close } = await open([story.bot('您好')]);
  await page.locator('.field').pressSequentially('我想给车做个保养', { delay: 60 });
  const calls = (path) => fake.calls.filter(([called]) => called === path);
  await eventually(() => [calls('/presence').length > 0, calls('/typing').length, calls('/read')[0]?.[1]], [true, 1, { seq: 1 }]);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  fake.append(story.bot('一'), story.bot('二'));
  await eventually(() => page.title(), '(2) 演示车行');
  assert.equal(calls('/read').length, 1);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await eventually(() => page.title(), '演示车行');
  await eventually(() => calls('/read').slice(-1)[0][1], { seq: 3 });
  await close();
};

tests['a person: queue, leaving it, joining, typing, read'] = async () => {
  const { fake, page, close } = await open([story.bot('您好')]);
  await page.getByRole('button', { name: '转人工' }).click();
  await eventually(() => fake.accepted.map((one) => one.text), ['转人工']);
  fake.append(story.owner('queued'), { kind: 'queue', from: 'system', body: { position: 2 } });
  await page.getByText('排队中，第 2 位').waitFor();
  await page.getByRole('button', { name: '退出排队' }).click();
  await page.getByText('机器人在线').waitFor();
  fake.append(story.owner('human', '林晓'));
  await page.getByText('顾问 林晓 为您服务').waitFor();
  fake.pass({ kind: 'typing', from: 'staff', body: {} });
  await page.getByText('对方正在输入…').waitFor();
  await eventually(() => page.getByText('对方正在输入…').count(), 0, 8000);
  fake.pass({ kind: 'read', from: 'staff', body: { seq: fake.log.length } });
  await eventually(() => states(page), ['顾问已读']);
  await close();
};

const choose = async (page, ...files) => {
  if (!(await page.locator('.tools').count())) await page.getByRole('button', { name: '照片和位置' }).click();
  await page.locator('input[type=file][multiple]').setInputFiles(files);
};
const file = (name, mimeType, buffer) => ({ name, mimeType, buffer });

tests['photos: compressed, sent in order, HEIC as it is; words do not wait for them'] = async () => {
  const { fake, page, close } = await open([story.bot('您好')]);
  fake.imageFaults = [503, 0];
  await choose(page, file('轮胎.png', 'image/png', png(3000, 1000, true)), file('IMG_1.heic', '', heic()));
  await say(page, '轮胎裂了');
  await eventually(() => fake.accepted.map((one) => one.text ?? one.image), ['轮胎裂了', 'im-1', 'im-2'], 15_000);
  const [first, second] = fake.images.values();
  assert.equal(first.type, 'image/jpeg');
  assert.ok(first.bytes.length < 3_000_000, `${first.bytes.length} bytes`);
  assert.deepEqual(second.bytes, heic());
  await eventually(() => page.locator('.row.is-image').count(), 2);
  await close();
};

tests['a photo survives a reload and a dead line'] = async () => {
  const { fake, context, page, close } = await open([story.bot('您好')]);
  await context.setOffline(true);
  fake.dropStreams();
  await choose(page, file('a.heic', 'image/heic', heic()));
  await eventually(() => states(page), ['待发送']);
  await page.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(`http://127.0.0.1:${new URL(page.url()).port}/`);
  await eventually(() => fake.accepted.map((one) => one.image), ['im-1']);
  await eventually(() => again.locator('.row.is-image').count(), 1);
  assert.equal(fake.images.size, 1);
  await close();
};

tests['what is no photo is refused before it is sent'] = async () => {
  const { fake, page, close } = await open([story.bot('您好')]);
  await choose(page, file('a.pdf', 'application/pdf', Buffer.from('%PDF')));
  await page.getByText('未发出：这里只能发照片，请换一张图片').waitFor();
  await page.getByRole('button', { name: '知道了' }).click();
  await choose(page, file('a.jpg', 'image/jpeg', Buffer.from('no picture')));
  await page.getByText('未发出：这张照片打不开').waitFor();
  await choose(page, file('a.heic', 'image/heic', Buffer.concat([heic(), Buffer.alloc(8 * 1024 * 1024)])));
  await page.getByText('未发出：这张照片超过 8 MB').waitFor();
  assert.equal(fake.images.size + fake.accepted.length, 0);
  await close();
};

tests['a stale picture gets a fresh address; pressed, it fills the screen and Esc gives the focus back'] = async () => {
  const { fake, page, close } = await open([story.bot('您好'), story.photo('im-0'), ...story.long(3)]);
  fake.images.set('im-0', { type: 'image/png', bytes: png(640, 480) });
  const shown = () => page.locator('.row img').evaluate((img) => img.complete && img.naturalWidth);
  fake.signature++;
  await page.reload();
  await eventually(shown, 640);
  fake.signature++;
  // Taken off and put back, as when scrolling: the address held has run out meanwhile.
  await page.locator('.row img').evaluate((img) => (img.src = img.src + '&again'));
  await eventually(shown, 640);
  await page.getByRole('button', { name: '查看照片' }).click();
  await page.getByRole('dialog', { name: '照片' }).waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => page.getByRole('dialog').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), '查看照片');
  await close();
};

tests['position: said what and why, asked for, sent; refused, one types'] = async () => {
  const { fake, context, page, close } = await open([story.bot('您在什么位置？', { asks: ['location'] })]);
  await page.getByRole('button', { name: '发送位置' }).click();
  await page.getByRole('button', { name: '同意并获取位置' }).click();
  await page.getByText('没有得到定位权限').waitFor();
  await page.getByRole('button', { name: '改为打字' }).click();
  await eventually(() => page.evaluate(() => document.activeElement.className), 'field');
  await context.grantPermissions(['geolocation']);
  await context.setGeolocation({ latitude: 30.208812, longitude: 120.210523, accuracy: 25 });
  await page.getByRole('button', { name: '照片和位置' }).click();
  await page.getByRole('button', { name: '位置', exact: true }).click();
  await page.getByRole('button', { name: '同意并获取位置' }).click();
  await page.getByText('误差约 25 米').waitFor();
  assert.equal(fake.accepted.length, 0);
  await page.getByLabel('补充说明').fill('高架辅路');
  await page.getByRole('dialog').getByRole('button', { name: '发送' }).click();
  await eventually(() => fake.accepted.map((one) => one.location), [{ lat: 30.208812, lon: 120.210523, text: '高架辅路' }]);
  await page.locator('.location').getByText('高架辅路', { exact: true }).waitFor();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: '复制' }).click();
  await page.getByText('已复制').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '30.20881,120.21052');
  await close();
};

tests['another phone: link and code here, one-time code there'] = async () => {
  const { context, page, visit, close } = await open([story.bot('您好'), story.customer('我的车')]);
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('button', { name: '换手机继续' }).click();
  await page.locator('svg.qr').waitFor();
  const link = await page.locator('.link-text').textContent();
  await page.keyboard.press('Escape');
  await context.clearCookies();
  const other = await context.newPage();
  await other.goto(link);
  await other.getByRole('button', { name: '获取验证码' }).click();
  await other.getByText('138****0000').waitFor();
  await other.getByRole('textbox').fill('000000');
  await other.getByRole('button', { name: '继续对话' }).click();
  await other.getByText('验证码不对').waitFor();
  await other.getByRole('textbox').fill('482913');
  await other.getByRole('button', { name: '继续对话' }).click();
  await eventually(() => texts(other), ['您好', '我的车']);
  assert.ok(!other.url().includes('resume'));
  await close();
};

tests['appearance and large text are remembered; what was typed outlives the page'] = async () => {
  const { page, close } = await open([story.bot('您好')]);
  await page.getByRole('button', { name: '更多' }).click();
  await page.getByRole('radio', { name: '深色' }).check();
  const ground = () => page.locator('.page').evaluate((element) => getComputedStyle(element).backgroundColor);
  await eventually(ground, 'rgb(17, 17, 17)');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '大字模式' }).click();
  await page.locator('.field').fill('我的车有异');
  await page.reload();
  await page.locator('.row').first().waitFor();
  await eventually(ground, 'rgb(17, 17, 17)');
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '20px');
  assert.equal(await page.locator('.field').inputValue(), '我的车有异');
  await say(page, '我的车有异响');
  await page.reload();
  await page.locator('.row').first().waitFor();
  assert.equal(await page.locator('.field').inputValue(), '');
  await close();
};

tests['a visitor who is refused is told why'] = async () => {
  const { fake, page, close } = await open([story.bot('您好')]);
  fake.token = 'other';
  fake.refusing = 403;
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.getByText('暂时打不开会话：暂停服务').waitFor();
  fake.refusing = 0;
  await page.getByRole('button', { name: '重试' }).click();
  await eventually(() => texts(page), ['您好']);
  await close();
};

tests['by keyboard: skip link to the field, focus order from top to bottom'] = async () => {
  const { page, close } = await open([story.customer('您好'), story.bot('您好')]);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);
  const order = [];
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('Tab');
    order.push(await focused());
  }
  assert.deepEqual(order, ['跳到输入框', '大字模式', '拨打服务热线 400-555-0199', '更多', '转人工', '聊天记录', '《个人信息保护说明》', '照片和位置']);
  await page.getByRole('link', { name: '跳到输入框' }).focus();
  await page.keyboard.press('Enter');
  assert.equal(await focused(), '输入消息');
  await close();
};

const menu = (page) => page.getByRole('button', { name: '更多' }).click();
const SCREENS = {
  tools: ['/', (page) => page.getByRole('button', { name: '照片和位置' }).click()],
  menu: ['/', menu],
  resume: ['/', async (page) => {
    await menu(page);
    await page.getByRole('button', { name: '换手机继续' }).click();
    await page.locator('svg.qr').waitFor();
  }],
  location: ['/', (page) => page.getByRole('button', { name: '发送位置' }).click()],
  viewer: ['/', (page) => page.getByRole('button', { name: '查看照片' }).click()],
  gate: ['/#resume=t0ken', (page) => page.getByRole('button', { name: '获取验证码' }).click()],
  codes: ['/qr?store=none', (page) => page.locator('.poster').waitFor()],
};

tests['axe finds nothing on dialogs, gate and codes'] = async () => {
  const talk = [story.customer('车坏了'), story.photo('im-0'), story.place('辅路'), story.bot('您在哪里？', { asks: ['location'] })];
  for (const options of [{}, { colorScheme: 'dark' }]) {
    const { fake, context, page, close } = await open(talk, options);
    fake.images.set('im-0', { type: 'image/png', bytes: png(64, 48) });
    for (const [name, [path, act]] of Object.entries(SCREENS)) {
      const screen = await context.newPage();
      await screen.goto(new URL(path, page.url()).href);
      await act(screen);
      await screen.evaluate(AXE);
      const { violations } = await screen.evaluate(() => window.axe.run(document));
      assert.deepEqual(violations.map(({ id }) => `${name}: ${id}`), []);
      await screen.close();
    }
    await close();
  }
};

tests['axe finds nothing serious'] = async () => {
  for (const options of [{}, { colorScheme: 'dark' }]) {
    for (const events of [[], story.everything(), story.bookingTalk()]) {
      const { page, close } = await open(events, options);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      const found = violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
      assert.deepEqual(found, []);
      await close();
    }
  }
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
