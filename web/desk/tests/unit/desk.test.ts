import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeskAccess } from '../../client/access';
import type { DeskEvent, Me } from '../../client/types';
import { Desk } from '../../desk';
import { detail, line, ME, queue, said, summary } from './make';

let people = 0;
const person = (): Me => ({ id: `s${++people}`, name: ME, role: 'advisor', csrf: 'csrf-1', online: true });

interface Call {
  method: string;
  path: string;
  csrf: string | null;
  body: unknown;
}

/** Answers the desk's calls: `[method path-beginning, answer]`, the first that fits. */
function serve(...routes: [fits: string, answer: (call: Call) => Response | Promise<Response>][]): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (url: string | URL, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    const call = { method: init.method ?? 'GET', path: `${url}`.replace(/^.*\/api\/v1\/desk/, ''), csrf: headers.get('X-CSRF-Token'), body: JSON.parse((init.body as string) ?? 'null') as unknown };
    calls.push(call);
    const route = routes.find(([fits]) => `${call.method} ${call.path}`.startsWith(fits));
    if (!route) return Response.json({ title: '没有这个地址' }, { status: 404 });
    return route[1](call);
  });
  return calls;
}

const problem = (status: number, title: string, more = {}): Response => Response.json({ status, title, ...more }, { status });
const ok = (body: unknown) => (): Response => Response.json(body);
const page = (conversations: unknown[], seq = 1) => ({ seq, conversations, page: 1, pages: 1, total: conversations.length });

/** A stream that stays open; what is pushed arrives. */
function stream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const encoder = new TextEncoder();
  const write = (text: string): void => controller!.enqueue(encoder.encode(text));
  return {
    answer: (): Response => {
      const body = new ReadableStream<Uint8Array>({ start: (opened) => void (controller = opened) });
      write(': open\n\n');
      return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
    },
    tell: async (event: DeskEvent): Promise<void> => {
      await vi.waitFor(() => expect(controller).toBeDefined());
      write(`data: ${JSON.stringify(event)}\n\n`);
    },
  };
}

const desks: Desk[] = [];
function sit(me = person()): Desk {
  const access = new DeskAccess();
  access.trust(me);
  const desk = new Desk(access, me);
  desks.push(desk);
  return desk;
}

afterEach(() => {
  for (const desk of desks.splice(0)) desk.stop();
  vi.unstubAllGlobals();
});

describe('the way in', () => {
  it('fetches a new token once when the server says it is stale, and repeats the call', async () => {
    const me = person();
    const calls = serve(['GET /me', ok({ ...me, csrf: 'csrf-2' })], ['POST /status', ({ csrf }) => (csrf === 'csrf-2' ? Response.json(me) : problem(403, '页面过期了', { reason: 'csrf' }))]);
    const access = new DeskAccess();
    access.trust(me);
    await access.post('/status', { online: true });
    expect(calls.map(({ path, csrf }) => [path, csrf])).toEqual([['/status', 'csrf-1'], ['/me', null], ['/status', 'csrf-2']]);
  });

  it('leaves when the session has become somebody else’s', async () => {
    serve(['GET /me', ok({ ...person(), id: 'other' })], ['POST', () => problem(403, '页面过期了', { reason: 'csrf' })]);
    const access = new DeskAccess();
    access.trust(person());
    access.onSignedOut = vi.fn();
    await expect(access.post('/status')).rejects.toMatchObject({ status: 403 });
    expect(access.onSignedOut).toHaveBeenCalledOnce();
  });

  it('does not take a wrong password for an ended session, nor another refusal for a stale token', async () => {
    const calls = serve(['POST /login', () => problem(401, '用户名或密码不对')], ['POST /orders', () => problem(403, '这是别的门店的工单')]);
    const access = new DeskAccess();
    access.onSignedOut = vi.fn();
    await expect(access.post('/login', {})).rejects.toMatchObject({ title: '用户名或密码不对' });
    await expect(access.post('/orders', {})).rejects.toMatchObject({ title: '这是别的门店的工单' });
    expect(access.onSignedOut).not.toHaveBeenCalled();
    expect(calls).toHaveLength(2);
  });
});

describe('the desk', () => {
  const mine = summary('a', { owner: 'human', mine: true });

  it('reads the queue, then follows the log from there; a waiting customer sounds once', async () => {
    const live = stream();
    const me = person();
    let waiting = queue(5);
    serve(['GET /queue', () => Response.json(waiting)], ['GET /conversations?', ok(page([mine], 5))], ['GET /events', live.answer], ['POST /status', ok(me)]);
    const desk = sit(me);
    desk.onAlarm = vi.fn();
    await desk.start();
    await vi.waitFor(() => expect(desk.state.online && desk.state.cursor).toBe(5));
    waiting = queue(7, [summary('w', { owner: 'queued' })]);
    await live.tell({ seq: 6, at: '', kind: 'owner', from: 'system', conversation: 'w', conversation_seq: 3, body: { owner: 'queued' } });
    await vi.waitFor(() => expect(desk.state.summaries.w?.owner).toBe('queued'), 3000);
    expect(desk.onAlarm).toHaveBeenCalledExactlyOnceWith('waiting');
    await live.tell(said(8, 'a', 1));
    await vi.waitFor(() => expect(desk.state.summaries.a?.unread).toBe(1));
    expect(desk.onAlarm).toHaveBeenLastCalledWith('message');
  });

  it('says what it looks at, and says it again to whoever comes there', async () => {
    const live = stream();
    const me = person();
    const calls = serve(
      ['GET /queue', ok(queue(5))], ['GET /conversations?', ok(page([mine], 5))], ['GET /conversations/', () => Response.json(detail('a', [line(1)]))],
      ['GET /events', live.answer], ['POST /status', ok(me)], ['POST', () => new Response(null, { status: 204 })],
    );
    const looked = (): unknown[] => calls.filter(({ path }) => path.endsWith('/viewing')).map(({ path, body }) => [path, body]);
    const comes = (id: string): DeskEvent => ({ at: '', kind: 'viewing', from: 'staff', conversation: 'a', body: { staff: { id, name: id }, here: true } });
    const desk = sit(me);
    await desk.start();
    await desk.show('a');
    const here = ['/conversations/a/viewing', { here: true }];
    await vi.waitFor(() => expect(looked()).toEqual([here]));
    for (const id of [me.id, 'x', 'x', 'y']) await live.tell(comes(id));
    await vi.waitFor(() => expect(desk.state.company.a).toHaveLength(3));
    expect(looked()).toEqual([here, here, here]);
    desk.hide('a');
    await vi.waitFor(() => expect(looked().at(-1)).toEqual(['/conversations/a/viewing', { here: false }]));
  });

  it('fetches what a conversation misses', async () => {
    const live = stream();
    serve(
      ['GET /queue', ok(queue(5))], ['GET /conversations?', ok(page([mine], 5))], ['GET /events', live.answer], ['POST', ok({})],
      ['GET /conversations/a/events?after=2', ok({ events: [line(3), line(4)] })], ['GET /conversations/a', ok(detail('a', [line(1), line(2)]))],
    );
    const desk = sit();
    await desk.start();
    await desk.show('a');
    await live.tell(said(6, 'a', 4));
    await vi.waitFor(() => expect(desk.state.threads.a!.transcript.last).toBe(4));
    expect(desk.state.threads.a!.transcript.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('keeps a message through lost lines and an ended session; it arrives once, after the next login', async () => {
    const me = person();
    let signedIn = true;
    let lost = 1;
    const received: unknown[] = [];
    const answer = ({ body }: Call): Response | Promise<Response> => {
      if (lost-- > 0) return Promise.reject(new TypeError('Failed to fetch'));
      if (!signedIn) return problem(401, '请先登录');
      received.push(body);
      return Response.json({ seq: 3 }, { status: 202 });
    };
    serve(['POST /conversations/a/messages', answer]);
    signedIn = false;
    const first = sit(me);
    const left = vi.fn();
    first.access.onSignedOut = () => {
      left();
      first.stop();
    };
    first.say('a', '明天三点前给您电话');
    await vi.waitFor(() => expect(left).toHaveBeenCalled(), 3000);
    expect(first.state.pending).toMatchObject([{ text: '明天三点前给您电话', state: 'retrying' }]);

    signedIn = true;
    serve(['POST /conversations/a/messages', answer], ['GET /queue', ok(queue(1))], ['GET /conversations?', ok(page([]))], ['POST /status', ok(me)]);
    const second = sit(me);
    await second.start();
    await vi.waitFor(() => expect(second.state.pending).toMatchObject([{ state: 'sent' }]));
    expect(received).toMatchObject([{ text: '明天三点前给您电话' }]);
  });

  it('tells a refusal in the server’s words, and lets the message be taken back', async () => {
    serve(['POST', () => problem(409, '会话已不归您接待')]);
    const desk = sit();
    desk.say('a', '好的');
    await vi.waitFor(() => expect(desk.state.pending).toMatchObject([{ state: 'refused', reason: '会话已不归您接待' }]));
    desk.takeBack(desk.state.pending[0]!);
    expect(desk.state.pending).toEqual([]);
  });

  it('shows what the server says after a step, and what it refuses', async () => {
    const accepted = summary('w', { owner: 'human', mine: true });
    serve(['POST /conversations/w/accept', ok(accepted)], ['POST /conversations/x/accept', () => problem(409, '已被周航接走')], ['GET /queue', ok(queue(1))], ['GET /conversations?', ok(page([accepted]))]);
    const desk = sit();
    await desk.act('w', 'accept');
    expect(desk.state.summaries.w).toMatchObject({ owner: 'human', mine: true });
    await expect(desk.act('x', 'accept')).rejects.toMatchObject({ title: '已被周航接走' });
  });

  it('goes back to the truth when switching off fails', async () => {
    serve(['POST /status', () => problem(503, '系统忙')]);
    const desk = sit();
    await expect(desk.setOnline(false)).rejects.toMatchObject({ title: '系统忙' });
    expect(desk.me.online).toBe(true);
  });
});
