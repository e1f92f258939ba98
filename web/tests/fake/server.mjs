// A stand-in for the customer API, for developing the page and for driving it in a browser. One conversation.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { everything } from './story.mjs';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'";
const SHOP = {
  name: '演示车行',
  stores: [{ id: 'river', name: '滨江店' }],
  hotline: '400-555-0199',
  privacy: { title: '个人信息保护说明', text: '我们只收集为您服务所需的信息：车牌、手机号和您发来的内容。\n\n您可以随时要求查看、更正或删除。', version: '1' },
};

const PAGES = { '/': '/widget/index.html', '/embed': '/widget/index.html', '/qr': '/widget/qr.html', '/embed.js': '/embed/embed.js' };

export class FakeServer {
  /** Events with seq, oldest first. */
  log = [];
  /** Every accepted message, in order. */
  accepted = [];
  /** What each other call carried: [path, body]. */
  calls = [];
  /** The next POST /messages calls get these statuses instead of an answer; 0 cuts the line after taking the message. */
  faults = [];
  /** Streams send nothing, as behind a buffering proxy. */
  heldBack = false;
  token = 'token-1';
  /** Uploaded pictures by id: { type, bytes }. */
  images = new Map();
  /** The next POST /images calls get these statuses instead of an answer; 0 cuts the line. */
  imageFaults = [];
  /** Addresses of pictures are good for one signature; the next one makes them stale. */
  signature = 1;
  /** POST /visitors is refused with this status. */
  refusing = 0;
  /** What POST /visitors got. */
  visits = [];
  /** How often the stream was opened. */
  opened = 0;
  #streams = new Set();
  #waiting = new Set();
  #server = createServer((request, response) => {
    this.#route(request, response).catch(() => response.destroy());
  });

  constructor(events = []) {
    this.append(...events);
  }

  async listen(port = 0) {
    await new Promise((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Adds events to the log and tells every open page. */
  append(...events) {
    for (const event of events) {
      const logged = { seq: this.log.length + 1, at: new Date().toISOString(), ...event };
      this.log.push(logged);
      this.#send(this.#shown(logged));
    }
    for (const wake of this.#waiting) wake();
  }

  /** Tells what is never replayed. */
  pass(event) {
    this.#send({ at: new Date().toISOString(), ...event });
  }

  dropStreams() {
    for (const stream of this.#streams) stream.destroy();
  }

  #send(event) {
    if (this.heldBack) return;
    const id = event.seq ? `id: ${event.seq}\n` : '';
    for (const stream of this.#streams) stream.write(`${id}data: ${JSON.stringify(event)}\n\n`);
  }

  async #route(request, response) {
    const url = new URL(request.url, 'http://fake');
    if (!url.pathname.startsWith('/api/v1/')) return this.#file(url.pathname, response);
    const path = url.pathname.slice('/api/v1'.length);
    if (request.method === 'GET' && path.startsWith('/images/')) return this.#image(path.slice('/images/'.length), url.searchParams, response);
    if (path === '/images') return this.#upload(request, response);
    const body = request.method === 'POST' ? await read(request) : null;
    if (path === '/shop') return json(response, 200, SHOP);
    if (path === '/visitors') return this.#visit(body, response);
    if (path === '/resume/open') return this.#resume(body, response);
    if (request.headers.authorization !== `Bearer ${this.token}`) return problem(response, 401, '会话已过期');
    if (path === '/events') return this.#events(url.searchParams, request, response);
    if (path === '/messages') return this.#message(body, response);
    if (path === '/resume') return json(response, 201, { link: `http://${request.headers.host}/#resume=t0ken` });
    this.calls.push([path, body]);
    if (path === '/queue/leave') this.append({ kind: 'owner', from: 'system', body: { owner: 'bot' } });
    response.writeHead(204).end();
  }

  #message(body, response) {
    const fault = this.faults.shift();
    if (fault === 429) return problem(response, 429, '发得太快了', { 'Retry-After': '1' });
    if (fault) return problem(response, fault, fault === 422 ? '消息不能为空' : '服务器开小差了');
    const known = this.log.find((event) => event.client_id === body.client_id);
    if (!known) {
      this.accepted.push(body);
      this.append({ kind: 'message', from: 'customer', client_id: body.client_id, body: this.#said(body) });
    }
    if (fault === 0) return response.destroy();
    const { seq } = known ?? this.log.find((event) => event.client_id === body.client_id);
    json(response, 202, { seq, client_id: body.client_id });
  }

  #said({ text, choice, image, location }) {
    if (image) return { type: 'image', image, width: 640, height: 480 };
    if (location) {
      const point = `${location.lat.toFixed(5)},${location.lon.toFixed(5)}`;
      return { type: 'text', text: location.text ? `${location.text}（${point}）` : point, location: { lat: location.lat, lon: location.lon } };
    }
    return { type: 'text', text: text ?? this.#label(choice), ...(choice && { choice }) };
  }

  /** The event as a reader gets it now: pictures with an address that is good for a while. */
  #shown(event) {
    const { image, ...body } = event.body ?? {};
    if (!image) return event;
    return { ...event, body: { ...body, url: `/api/v1/images/${image}?signature=${this.signature}` } };
  }

  #image(id, query, response) {
    const image = this.images.get(id);
    if (!image || Number(query.get('signature')) !== this.signature) return problem(response, 403, '图片地址已过期');
    response.writeHead(200, { 'Content-Type': image.type, 'Cache-Control': 'no-store' }).end(image.bytes);
  }

  async #upload(request, response) {
    const fault = this.imageFaults.shift();
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    if (fault === 0) return response.destroy();
    if (fault) return problem(response, fault, '服务器开小差了');
    const form = await new Response(Buffer.concat(pieces), { headers: { 'Content-Type': request.headers['content-type'] } }).formData();
    const file = form.get('image');
    const id = `im-${this.images.size + 1}`;
    this.images.set(id, { type: file.type, bytes: Buffer.from(await file.arrayBuffer()) });
    json(response, 201, { image: id });
  }

  #visit(body, response) {
    this.visits.push(body);
    if (this.refusing) return problem(response, this.refusing, '暂停服务');
    if (body.identity === 'expired') return problem(response, 422, '身份凭证无效或已过期，请刷新页面');
    json(response, 201, { token: this.token, conversation: 'c-1' });
  }

  #resume({ token, code }, response) {
    if (token !== 't0ken') return problem(response, 404, '这个链接已失效，请在原来的设备上重新生成');
    if (!code) return json(response, 200, { phone: '138****0000' });
    if (code !== '482913') return problem(response, 422, '验证码不对，请再核对一下');
    json(response, 201, { token: this.token, conversation: 'c-1' });
  }

  #label(choice) {
    const choices = this.log.flatMap((event) => event.body.choices ?? []);
    return choices.find((one) => one.choice === choice)?.label ?? choice;
  }

  async #events(query, request, response) {
    if (query.has('before')) {
      const older = this.log.filter((event) => event.seq < Number(query.get('before')));
      const page = older.slice(-Number(query.get('limit') ?? 50)).map((event) => this.#shown(event));
      return json(response, 200, { events: page, seq: this.log.length });
    }
    const after = Number(query.get('after') ?? 0);
    const fresh = () => this.log.filter((event) => event.seq > after).map((event) => this.#shown(event));
    if (!request.headers.accept.includes('text/event-stream')) {
      if (!fresh().length) await this.#wait(Number(query.get('wait') ?? 0));
      return json(response, 200, { events: fresh(), seq: this.log.length });
    }
    this.opened++;
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.flushHeaders();
    this.#streams.add(response);
    const beat = setInterval(() => this.heldBack || response.write(': alive\n\n'), 15_000);
    response.on('close', () => {
      clearInterval(beat);
      this.#streams.delete(response);
    });
    if (this.heldBack) return;
    response.write(': open\n\n');
    for (const event of fresh()) response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  #wait(seconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(done, seconds * 1000);
      const waiting = this.#waiting;
      function done() {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      }
      waiting.add(done);
    });
  }

  #file(pathname, response) {
    const path = DIST + (PAGES[pathname] ?? `/widget${pathname}`);
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP });
    createReadStream(path).pipe(response);
  }
}

async function read(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text ? JSON.parse(text) : {};
}

function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function problem(response, status, title, headers = {}) {
  json(response, status, { type: 'about:blank', status, title }, { 'Content-Type': 'application/problem+json', ...headers });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`fake server: ${await new FakeServer(everything()).listen(Number(process.env.PORT ?? 8000))}`);
}
