// A stand-in for the staff API with the built desk, for developing the desk and for driving it in a browser.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { png } from '../../../tests/browser/photos.mjs';
import * as data from './data.mjs';
import { figures } from './figures.mjs';

const DIST = fileURLToPath(new URL('../../../dist/desk', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const CSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";

export class FakeDesk {
  me = { ...data.me };
  signedIn = true;
  conversations = data.conversations();
  orders = data.orders();
  bookings = data.bookings();
  complaints = data.complaints();
  callbacks = data.callbacks();
  rescues = data.rescues();
  lowScores = data.lowScores();
  jobs = data.jobs();
  alerts = [];
  /** Every write: [path, body]. */
  calls = [];
  /** The next writes to these paths' ends get these answers: [end, status, title, more]. */
  faults = [];
  /** No figures yet. */
  justOpened = false;
  /** GETs whose path begins so answer 500. */
  broken = null;
  log = [];
  opened = 0;
  #streams = new Set();
  #server = createServer((request, response) => {
    this.#route(request, response).catch((error) => {
      console.log(error);
      response.destroy();
    });
  });

  async listen(port = 0) {
    await new Promise((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  dropStreams() {
    for (const stream of this.#streams) stream.destroy();
  }

  get(id) {
    return this.conversations.find((one) => one.id === id);
  }

  /** Adds an event to a conversation and tells the desk. */
  append(id, event) {
    const conversation = this.get(id);
    const logged = { seq: conversation.events.length + 1, at: new Date().toISOString(), ...event };
    conversation.events.push(logged);
    if (event.kind === 'message' && event.from === 'customer') conversation.unread = (conversation.unread ?? 0) + 1;
    const { seq, body, ...rest } = logged;
    const open = conversation.mine || event.kind === 'owner' || event.kind === 'queue';
    this.tell({ ...rest, conversation: id, conversation_seq: seq, ...(open ? { body } : { preview: body.text ?? '[卡片]' }) });
    return logged;
  }

  /** Adds an entry to the desk's own log. */
  tell(event) {
    const entry = { seq: this.log.length + 101, at: new Date().toISOString(), ...event };
    this.log.push(entry);
    for (const stream of this.#streams) stream.write(`id: ${entry.seq}\ndata: ${JSON.stringify(entry)}\n\n`);
  }

  pass(event) {
    for (const stream of this.#streams) stream.write(`data: ${JSON.stringify({ at: new Date().toISOString(), ...event })}\n\n`);
  }

  get seq() {
    return this.log.length + 100;
  }

  async #route(request, response) {
    const url = new URL(request.url, 'http://fake');
    if (!url.pathname.startsWith('/api/')) return this.#file(url.pathname, response);
    if (url.pathname.startsWith('/api/v1/pictures/')) return picture(url, response);
    const path = url.pathname.slice('/api/v1/desk'.length);
    if (request.method === 'GET') return this.#read(path, url.searchParams, request, response);
    const body = await read(request);
    if (path === '/login') return this.#login(body, response);
    if (!this.signedIn) return problem(response, 401, '请先登录');
    if (request.headers['x-csrf-token'] !== this.me.csrf) return problem(response, 403, '页面过期了', { reason: 'csrf' });
    this.calls.push([path, body]);
    const fault = this.faults.findIndex(([end]) => path.endsWith(end));
    if (fault >= 0) {
      const [, status, title, more] = this.faults.splice(fault, 1)[0];
      return status === 0 ? response.destroy() : problem(response, status, title, more);
    }
    this.#write(path.split('/').slice(1), body, response);
  }

  #login({ name, password }, response) {
    if (name !== this.me.name || password !== '12345678') return problem(response, 401, '用户名或密码不对');
    this.signedIn = true;
    json(response, 200, this.me);
  }

  #read(path, query, request, response) {
    if (!this.signedIn) return problem(response, 401, '请先登录');
    if (this.broken && path.startsWith(this.broken)) return problem(response, 500, '系统出了点问题，请稍后再试');
    const [kind, id, part] = path.split('/').slice(1);
    const pages = (list) => ({ page: 1, pages: 1, total: list.length });
    const list = (name, entries, more = {}) => json(response, 200, { seq: this.seq, [name]: entries, ...pages(entries), ...more });
    switch (kind) {
      case 'me': return json(response, 200, this.me);
      case 'events': return this.#stream(Number(query.get('after')), request, response);
      case 'queue': return json(response, 200, this.#queue());
      case 'stores': return json(response, 200, { stores: data.stores });
      case 'shop': return json(response, 200, { id: 'shop', version: 'v1', document: data.shop[id] });
      case 'stages': return json(response, 200, { stages: data.stages });
      case 'conversations': {
        if (part === 'events') return this.#history(this.get(id), query, response);
        if (id) return json(response, 200, this.#detail(this.get(id)));
        const q = query.get('q');
        const owners = query.get('owner')?.split(',');
        const fits = (one) => (!owners || owners.includes(one.owner)) && (!query.has('mine') || one.mine) && (!q || JSON.stringify([one.customer, one.plate]).includes(q)) && (!query.has('label') || one.labels?.includes(query.get('label')));
        return list('conversations', this.conversations.filter(fits).map((one) => this.#summary(one)));
      }
      case 'orders':
        if (id) return json(response, 200, data.detailOf(this.orders.find(({ no }) => no === id)));
        return list('orders', query.get('finished') === '1' ? [] : this.orders);
      case 'bookings': return list('bookings', query.get('day') === today() ? this.bookings : []);
      case 'complaints':
        if (id) return json(response, 200, data.complaintDetail(this.complaints.find(({ no }) => no === id)));
        return list('complaints', this.complaints.filter(({ status }) => (status === 'closed') === (query.get('status') === 'closed')), { warnings: [] });
      case 'callbacks': return list('callbacks', this.callbacks.filter(({ status }) => (query.get('status') === 'open' ? status === 'scheduled' : status === query.get('status'))));
      case 'jobs': return list('jobs', query.get('day') === today() ? this.jobs : []);
      case 'low_scores': return list('scores', this.lowScores.filter(({ task }) => query.get('status') === 'all' || task.status !== 'done'));
      case 'rescues': return list('rescues', this.rescues);
      case 'alerts': return json(response, 200, { seq: 0, alerts: this.alerts });
      case 'canned': return json(response, 200, { replies: data.replies, variables: [] });
      case 'labels': return json(response, 200, { labels: [{ label: '保险', count: 3 }, { label: '大客户', count: 1 }] });
      case 'sessions': return json(response, 200, { sessions: data.sessions });
      case 'audit': return json(response, 200, { entries: data.trail, actions: ['login', 'reveal'], page: 1, pages: 1, total: data.trail.length });
      case 'figures':
        if (this.me.role === 'advisor') return problem(response, 403, '数据由店长和管理员查看');
        return json(response, 200, figures(query, { stores: data.stores, staff: data.staff, nothing: this.justOpened }));
      case 'customers':
        if (id) return json(response, 200, { ...data.customer, orders: this.orders.slice(0, 1), bookings: this.bookings.slice(0, 1), conversations: ['c-3'] });
        return json(response, 200, { customers: '张伟13800135678浙A12345'.includes(query.get('q')) ? [{ id: 'k1', name: '张*', phone: '138****5678', member: '金卡', vehicles: [{ id: 'v1', plate: '浙A***45', kind: 'car', label: '大众 朗逸' }] }] : [] });
      default: return problem(response, 404, '没有这个地址');
    }
  }

  #write([kind, id, step], body, response) {
    if (kind === 'logout') {
      this.signedIn = false;
      return response.writeHead(204).end();
    }
    if (kind === 'status') {
      this.me.online = body.online;
      return json(response, 200, this.me);
    }
    if (kind === 'conversations') return this.#talk(this.get(id), step, body, response);
    if (kind === 'orders' && step === 'stage') {
      const order = this.orders.find(({ no }) => no === id);
      if (body.stage) Object.assign(order, { stage: body.stage, stage_text: data.stages.find(({ stage }) => stage === body.stage).text, next: data.nextOf(body.stage) });
      if (body.promised_at) Object.assign(order, { promised_at: body.promised_at, late: false });
      this.tell({ kind: 'orders', body: {} });
      return json(response, 200, { ...data.detailOf(order), told: 1 });
    }
    if (kind === 'bookings') {
      const booking = this.bookings.find(({ no }) => no === id);
      Object.assign(booking, { status: 'done', status_text: '已到店', order_no: 'GD2611220040', needs: [] });
      this.tell({ kind: 'bookings', body: {} });
      return json(response, 201, data.detailOf(this.orders[5]));
    }
    if (kind === 'callbacks') {
      const callback = [...this.callbacks, ...this.lowScores.map(({ task }) => task)].find(({ no }) => no === id);
      if (step === 'pick_up') Object.assign(callback, { status: 'in_progress', status_text: '回电中', owner: { id: this.me.id, name: this.me.name } });
      else Object.assign(callback, { status: step, status_text: step === 'done' ? '已回电' : '未接通', done_at: new Date().toISOString() });
      this.tell({ kind: 'callbacks', body: {} });
      return json(response, 200, { ...callback, ...(step === 'pick_up' && callback.phone && { ring: '13800135678' }) });
    }
    if (kind === 'jobs') {
      const job = step ? this.jobs.find(({ no }) => no === id) : { ...data.jobs()[1], ...body, no: 'QS2611220009', booking_no: body.booking, order_no: body.order };
      if (step) Object.assign(job, { status: body.status, status_text: job.next.find(({ status }) => status === body.status).text, next: [] });
      else this.jobs.push(job);
      this.tell({ kind: 'bookings', body: {} });
      return json(response, step ? 200 : 201, { ...job, told: 1 });
    }
    if (kind === 'complaints') {
      const complaint = this.complaints.find(({ no }) => no === id);
      if (body.confirmed) Object.assign(complaint, { status: 'closed', status_text: '已办结', due: undefined });
      else if (body.close) Object.assign(complaint, { status_text: '已给出方案，等您确认', due: undefined });
      this.tell({ kind: 'complaints', body: {} });
      return json(response, 200, data.complaintDetail(complaint));
    }
    if (kind === 'orders') return json(response, 201, data.detailOf(this.orders[5]));
    if (kind === 'customers') return json(response, 201, data.customer);
    if (kind === 'vehicles') return json(response, 201, data.customer.vehicles[0]);
    problem(response, 404, '没有这个地址');
  }

  #talk(conversation, step, body, response) {
    const { id } = conversation;
    const take = (who, more) => {
      Object.assign(conversation, { owner: who, mine: false, staff: undefined, queue: undefined, ...more });
      this.append(id, { kind: 'owner', from: 'system', body: { owner: who, ...(conversation.staff && { staff: conversation.staff.name }) } });
      json(response, 200, this.#summary(conversation));
    };
    switch (step) {
      case 'accept':
      case 'takeover': return take('human', { mine: true, staff: { id: this.me.id, name: this.me.name } });
      case 'hand_back': return take('bot', {});
      case 'close': return take('closed', {});
      case 'transfer': return take('queued', { queue: { position: 1, queued_at: new Date().toISOString(), priority: 'normal' }, reason_text: '同事转接' });
      case 'messages': {
        const known = conversation.events.find(({ client_id }) => client_id === body.client_id);
        const { seq } = known ?? this.append(id, { kind: 'message', from: 'staff', client_id: body.client_id, body: { type: 'text', text: body.text, staff: this.me.name } });
        return json(response, 202, { seq, client_id: body.client_id });
      }
      case 'notes': {
        const note = { id: `n${this.log.length}`, at: new Date().toISOString(), staff: { id: this.me.id, name: this.me.name }, text: body.text };
        (conversation.notes ??= []).push(note);
        this.tell({ kind: 'note', conversation: id, body: note });
        return json(response, 201, note);
      }
      case 'labels': {
        conversation.labels = body.labels;
        this.tell({ kind: 'labels', conversation: id, body: {} });
        return json(response, 200, this.#summary(conversation));
      }
      case 'read': conversation.unread = 0;
    }
    response.writeHead(204).end();
  }

  #summary({ id, owner, labels, mine = false, staff, customer, plate, danger, queue, reason, reason_text, unread = 0, events }) {
    const last = events.findLast(({ kind }) => kind === 'message');
    return { id, owner, labels, mine, staff, customer, plate, danger, queue, reason, reason_text, unread, last_message_at: last?.at, last: last && { seq: last.seq, at: last.at, from: last.from, preview: last.body.text ?? (last.body.type === 'image' ? '[图片]' : '[卡片]') } };
  }

  #queue() {
    const waiting = this.conversations.filter(({ owner }) => owner === 'queued').map((one) => this.#summary(one));
    const mine = this.conversations.filter((one) => one.mine).length;
    const open = (list, over) => list.filter(({ status }) => !over.includes(status)).length;
    return { seq: this.seq, waiting, staff: data.staff, counts: { queued: waiting.length, mine, human: 3, callbacks: open(this.callbacks, ['done', 'missed']), complaints: open(this.complaints, ['closed']), rescues: this.rescues.length } };
  }

  #detail(one) {
    const { events, notes = [], orders = [], bookings = [], complaints = [], callbacks = [], rescues = [], order_next = {}, collected = [], brief = [], handoff, full } = one;
    return { seq: this.seq, conversation: { ...this.#summary(one), customer_read_seq: one.customer_read_seq ?? 0 }, events: events.slice(-50), more: events.length > 50, handoff, collected, brief, customer: full, notes, orders, bookings, complaints, callbacks, rescues, order_next };
  }

  #history({ events }, query, response) {
    const before = Number(query.get('before') ?? Infinity);
    const after = Number(query.get('after') ?? 0);
    const found = events.filter(({ seq }) => seq < before && seq > after);
    json(response, 200, { events: query.has('before') ? found.slice(-Number(query.get('limit') ?? 50)) : found, seq: events.length });
  }

  #stream(after, request, response) {
    const fresh = this.log.filter(({ seq }) => seq > after);
    if (!request.headers.accept.includes('text/event-stream')) return json(response, 200, { events: fresh, seq: this.seq });
    this.opened++;
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(': open\n\n');
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
    for (const event of fresh) response.write(`id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  #file(pathname, response) {
    const path = DIST + (pathname.startsWith('/desk') ? '/index.html' : pathname);
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP });
    createReadStream(path).pipe(response);
  }
}

/** A picture whose address is good, or one whose address has run out. */
function picture({ pathname, search }, response) {
  const [width, height] = pathname.split('/').at(-1).split('x').map(Number);
  if (search !== '?good') return problem(response, 403, '地址过期了');
  response.writeHead(200, { 'Content-Type': 'image/png', 'Cache-Control': 'no-store' }).end(png(width, height));
}

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

async function read(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text ? JSON.parse(text) : {};
}

function json(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function problem(response, status, title, more = {}) {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify({ type: 'about:blank', status, title, ...more }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`fake desk: ${await new FakeDesk().listen(Number(process.env.PORT ?? 8001))}/desk/ (林晓 / 12345678)`);
}
