import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../shared/problem';
import { Backoff } from '../../shared/line/backoff';
import { Outbox, type OutboxStore as Store } from '../../shared/line/outbox';
import { browserStore } from '../../shared/line/outbox-store';
import { lane, type OutboxItem, type Payload } from '../../widget/client/outbox';

type OutboxStore = Store<Payload>;

/** A store as slow as IndexedDB, but moved by fake timers. */
function memory(): OutboxStore & { kept: Map<string, OutboxItem> } {
  const kept = new Map<string, OutboxItem>();
  return {
    kept,
    all: async () => [...kept.values()],
    put: async (item) => void kept.set(item.client_id, item),
    remove: async (id) => void kept.delete(id),
  };
}

type Post = (item: OutboxItem) => Promise<unknown>;

function make(post: Post, store: OutboxStore = memory()) {
  let items: readonly OutboxItem[] = [];
  let ids = 0;
  const outbox = new Outbox({
    store,
    post,
    lane,
    backoff: new Backoff(() => 1),
    onChange: (now) => (items = now),
    now: () => Date.now(),
    uuid: () => `id-${++ids}-${Date.now()}`,
  });
  return { outbox, states: () => items.map(({ text, state }) => `${text}:${state}`), items: () => items };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const offline = (): Promise<never> => Promise.reject(new TypeError('Failed to fetch'));

describe('outbox', () => {
  it('shows an item at once and keeps it before it is sent', async () => {
    const store = memory();
    const keptWhenSent: number[] = [];
    const { outbox, states } = make(async () => keptWhenSent.push(store.kept.size), store);
    const added = outbox.add({ text: 'a' }, 'a');
    expect(states()).toEqual(['a:waiting']);
    await added;
    await vi.runAllTimersAsync();
    expect(keptWhenSent).toEqual([1]);
    expect(states()).toEqual(['a:sent']);
    expect(store.kept.size).toBe(0);
  });

  it('keeps what was done of an item, whatever becomes of the attempt', async () => {
    const store = memory();
    const attempts: Payload[] = [];
    const made = make(async ({ client_id, payload }) => {
      attempts.push(payload);
      await made.outbox.amend(client_id, { text: 'b' });
      if (attempts.length === 1) throw new TypeError('Failed to fetch');
    }, store);
    await made.outbox.add({ text: 'a' }, 'a');
    await vi.advanceTimersByTimeAsync(0);
    expect([...store.kept.values()].map(({ payload }) => payload)).toEqual([{ text: 'b' }]);
    await vi.runAllTimersAsync();
    expect(attempts).toEqual([{ text: 'a' }, { text: 'b' }]);
  });

  it('lets one lane go on while another is stuck', async () => {
    const sent: string[] = [];
    const { outbox, states } = make(async ({ payload, text }) => {
      if (lane(payload) === 'photo') await offline();
      sent.push(text);
    });
    await outbox.add({ photo: new Blob() }, 'photo');
    await outbox.add({ text: 'a' }, 'a');
    await outbox.add({ text: 'b' }, 'b');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent).toEqual(['a', 'b']);
    expect(states()).toEqual(['photo:retrying', 'a:sent', 'b:sent']);
  });

  it('sends in order, one at a time, under one client_id for all attempts', async () => {
    const tried: string[] = [];
    let faults = 3;
    const { outbox, states } = make(async (item) => {
      tried.push(`${item.text}/${item.client_id}`);
      if (faults-- > 0) throw new TypeError('Failed to fetch');
    });
    await outbox.add({ text: 'a' }, 'a');
    await outbox.add({ text: 'b' }, 'b');
    await vi.runAllTimersAsync();
    expect(states()).toEqual(['a:sent', 'b:sent']);
    expect(tried.map((one) => one[0])).toEqual(['a', 'a', 'a', 'a', 'b']);
    expect(new Set(tried).size).toBe(2);
  });

  it('survives a reload while offline, then arrives once, in order', async () => {
    const store = memory();
    const before = make(offline, store);
    await before.outbox.add({ text: 'a' }, 'a');
    await vi.advanceTimersByTimeAsync(5);
    await before.outbox.add({ text: 'b' }, 'b');
    expect(before.states()).toEqual(['a:retrying', 'b:waiting']);

    const arrived: string[] = [];
    const after = make(async (item) => arrived.push(item.text), store);
    await after.outbox.restore();
    await vi.advanceTimersByTimeAsync(10);
    expect(arrived).toEqual(['a', 'b']);
    expect(store.kept.size).toBe(0);
  });

  it('shows a refusal with its reason, does not repeat it, and goes on with the next', async () => {
    const store = memory();
    const post = vi.fn<Post>(async (item) => {
      if (item.text === 'bad') throw new Problem(422, '消息不能为空');
    });
    const { outbox, items, states } = make(post, store);
    await outbox.add({ text: 'bad' }, 'bad');
    await outbox.add({ text: 'good' }, 'good');
    await vi.runAllTimersAsync();
    outbox.retry();
    await vi.runAllTimersAsync();
    expect(states()).toEqual(['bad:refused', 'good:sent']);
    expect(items()[0]!.reason).toBe('消息不能为空');
    expect(post).toHaveBeenCalledTimes(2);

    const later = make(post, store);
    await later.outbox.restore();
    await vi.runAllTimersAsync();
    expect(later.states()).toEqual(['bad:refused']);
    later.outbox.forget(later.items()[0]!.client_id);
    await vi.runAllTimersAsync();
    expect(store.kept.size).toBe(0);
  });

  it('waits as long as a 429 asks', async () => {
    let first = true;
    const post = vi.fn<Post>(async () => {
      if (!first) return;
      first = false;
      throw new Problem(429, '发得太快了', 7);
    });
    const { outbox } = make(post);
    await outbox.add({ text: 'a' }, 'a');
    await vi.advanceTimersByTimeAsync(6_900);
    expect(post).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(post).toHaveBeenCalledTimes(2);
  });

  it('tries at once when asked to', async () => {
    let down = true;
    const post = vi.fn<Post>(async () => {
      if (down) throw new Problem(503, '维护中');
    });
    const { outbox, states } = make(post);
    await outbox.add({ text: 'a' }, 'a');
    await vi.advanceTimersByTimeAsync(0);
    expect(states()).toEqual(['a:retrying']);
    down = false;
    outbox.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(states()).toEqual(['a:sent']);
  });

  it('does not give up: fifty failures later the message arrives', async () => {
    let faults = 50;
    const { outbox, states } = make(() => (faults-- > 0 ? offline() : Promise.resolve()));
    await outbox.add({ text: 'a' }, 'a');
    await vi.advanceTimersByTimeAsync(50 * 15_000);
    expect(states()).toEqual(['a:sent']);
  });

  it('works where the browser keeps nothing', async () => {
    const broken: OutboxStore = { all: () => Promise.reject(new Error()), put: () => Promise.reject(new Error()), remove: () => Promise.reject(new Error()) };
    const { outbox, states } = make(async () => {}, broken);
    await outbox.restore();
    await outbox.add({ text: 'a' }, 'a');
    await vi.runAllTimersAsync();
    expect(states()).toEqual(['a:sent']);
  });
});

describe('backoff', () => {
  it('grows from half a second to fifteen, jittered downwards by at most half', () => {
    const longest = new Backoff(() => 1);
    expect(Array.from({ length: 7 }, () => longest.next())).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000]);
    const shortest = new Backoff(() => 0);
    expect([shortest.next(), shortest.next()]).toEqual([250, 500]);
    longest.reset();
    expect(longest.next()).toBe(500);
  });
});

describe('IndexedDB store', () => {
  it('keeps items until they are removed', async () => {
    vi.useRealTimers();
    const item: OutboxItem = { client_id: 'id-1', payload: { text: '你好' }, text: '你好', at: '', order: 1, state: 'waiting' };
    await browserStore<Payload>('test').put(item);
    expect(await browserStore<Payload>('test').all()).toEqual([item]);
    await browserStore<Payload>('test').remove('id-1');
    expect(await browserStore<Payload>('test').all()).toEqual([]);
  });
});
