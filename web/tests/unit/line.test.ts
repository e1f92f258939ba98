// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatEvent } from '../../shared/events';
import { Problem } from '../../shared/problem';
import { Session } from '../../widget/client/session';
import { follow, type StreamEnd } from '../../shared/line/stream';

const BASE = 'http://shop.test/api/v1';
const visitor = (token: string): Response => Response.json({ token, conversation: 'c-1' }, { status: 201 });

type Answer = (request: Request) => Response | Promise<Response>;
const seen: Request[] = [];

/** Replaces fetch; `/visitors` gives t1, t2 … unless `answer` does. */
function serve(answer: Answer): void {
  let visits = 0;
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    seen.push(request);
    return request.url.endsWith('/visitors') ? visitor(`t${++visits}`) : answer(request);
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  seen.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('session', () => {
  it('tells a signed identity once, with the token kept, before anything else', async () => {
    serve(() => new Response());
    let kept = JSON.stringify({ token: 'old', conversation: 'c-0' });
    const keep = { load: () => kept, save: (text: string) => void (kept = text) };
    const session = new Session(BASE, { shopStore: 'river', identity: 'signed', keep });
    await session.post('/typing');
    await session.post('/typing');
    expect(seen.map(({ url }) => url.slice(BASE.length))).toEqual(['/visitors', '/typing', '/typing']);
    expect(await seen[0]!.json()).toEqual({ token: 'old', store: 'river', identity: 'signed' });
    expect(JSON.parse(kept)).toEqual({ token: 't1', conversation: 'c-1' });
  });

  it('tells when it goes on with another conversation', async () => {
    serve(() => new Response());
    const session = new Session(BASE);
    await session.post('/typing');
    const moved = vi.fn();
    session.onMoved = moved;
    session.take({ token: 't9', conversation: 'c-9' });
    await session.post('/typing');
    expect(moved).toHaveBeenCalledOnce();
    expect(seen[seen.length - 1]!.headers.get('Authorization')).toBe('Bearer t9');
  });

  it('renews the token on 401, telling the old one, and repeats the call', async () => {
    serve((request) => (request.headers.get('Authorization') === 'Bearer t2' ? new Response() : new Response(null, { status: 401 })));
    expect((await new Session(BASE).post('/typing')).ok).toBe(true);
    const visits = seen.filter(({ url }) => url.endsWith('/visitors'));
    expect(await visits[1]!.json()).toEqual({ token: 't1' });
  });

  it('makes one visitor for calls at the same moment', async () => {
    serve(() => new Response());
    const session = new Session(BASE);
    await Promise.all([session.post('/presence'), session.post('/typing'), session.token()]);
    expect(seen.filter(({ url }) => url.endsWith('/visitors'))).toHaveLength(1);
  });

  it('reads a refusal, and a proxy page in its place', async () => {
    serve(() => Response.json({ title: '发得太快了' }, { status: 429, headers: { 'Retry-After': '7' } }));
    await expect(new Session(BASE).post('/messages')).rejects.toMatchObject({ status: 429, title: '发得太快了', retryAfter: 7, passing: true });
    serve(() => new Response('<html>', { status: 413 }));
    const problem = await new Session(BASE).post('/messages').catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ status: 413, passing: false });
  });

  it('gives up a call that hangs', async () => {
    serve((request) => new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason))));
    const call = new Session(BASE).post('/messages').catch(() => 'aborted');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await call).toBe('aborted');
  });
});

describe('stream', () => {
  let line: ReadableStreamDefaultController<Uint8Array>;
  const write = async (text: string): Promise<void> => {
    line.enqueue(new TextEncoder().encode(text));
    await vi.advanceTimersByTimeAsync(0);
  };

  function open(status = 200) {
    serve(() => {
      const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (line = controller) });
      return new Response(stream, { status, headers: { 'Content-Type': 'text/event-stream' } });
    });
    const events: ChatEvent[] = [];
    const onAlive = vi.fn();
    const stop = new AbortController();
    let ended: StreamEnd | undefined;
    void follow<ChatEvent>(new Session(BASE), 7, stop.signal, { onEvents: (more) => events.push(...more), onAlive }).then((why) => (ended = why));
    return { events, onAlive, stop, ended: () => ended };
  }

  it('asks for what is new with the token, and reads events cut anywhere', async () => {
    const stream = open();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen[1]!.url).toBe(`${BASE}/events?after=7`);
    expect(seen[1]!.headers.get('Authorization')).toBe('Bearer t1');
    await write('id: 8\ndata: {"seq":8,"kind":"mess');
    await write('age"}\n\n');
    expect(stream.events).toEqual([{ seq: 8, kind: 'message' }]);
  });

  it('is held back when no byte comes within five seconds', async () => {
    const stream = open();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(stream.ended()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200);
    expect(stream.ended()).toBe('held-back');
  });

  it('lives on comments, and is dead after 35 seconds of silence', async () => {
    const stream = open();
    await vi.advanceTimersByTimeAsync(0);
    for (let beat = 0; beat < 4; beat++) {
      await write(': alive\n\n');
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(stream.ended()).toBeUndefined();
    expect(stream.onAlive).toHaveBeenCalledTimes(4);
    await vi.advanceTimersByTimeAsync(5_100);
    expect(stream.ended()).toBe('silent');
  });

  it('tells a closed line, a refused token and a stop apart', async () => {
    const closed = open();
    await vi.advanceTimersByTimeAsync(0);
    line.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(closed.ended()).toBe('closed');
    const unauthorized = open(401);
    await vi.advanceTimersByTimeAsync(0);
    expect(unauthorized.ended()).toBe('unauthorized');
    const stopped = open();
    await vi.advanceTimersByTimeAsync(0);
    stopped.stop.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(stopped.ended()).toBe('stopped');
  });
});
