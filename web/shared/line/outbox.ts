/**
 * What was typed and the server has not acknowledged yet. Each item is kept in the browser before it is sent,
 * is sent in order under one `client_id` until it is acknowledged or refused, and so arrives exactly once: after a
 * reload, a lost answer or a night without network.
 */
import { isProblem } from './access';
import { type Backoff, pause } from './backoff';

/** `waiting` for its turn or the network; `retrying` after a failure; `refused` for good, with the reason. */
export type SendState = 'waiting' | 'sending' | 'retrying' | 'sent' | 'refused';

export interface OutboxItem<Payload> {
  client_id: string;
  payload: Payload;
  /** What is shown: the text, or the label of the pressed button. */
  text: string;
  /** ISO 8601: when it was typed. */
  at: string;
  /** Place in the sequence of sending. */
  order: number;
  state: SendState;
  reason?: string;
}

/** Where items survive a reload. */
export interface OutboxStore<Payload> {
  all(): Promise<OutboxItem<Payload>[]>;
  put(item: OutboxItem<Payload>): Promise<void>;
  remove(clientId: string): Promise<void>;
}

export interface OutboxOptions<Payload> {
  store: OutboxStore<Payload>;
  backoff: Backoff;
  /** Hands one item to the server. @throws Problem, or anything else when the network failed */
  post: (item: OutboxItem<Payload>) => Promise<unknown>;
  /** Items of one lane go in order; those of another do not wait for them. */
  lane?: (payload: Payload) => string;
  onChange: (items: readonly OutboxItem<Payload>[]) => void;
  now: () => number;
  uuid: () => string;
}

export class Outbox<Payload> {
  readonly #options: OutboxOptions<Payload>;
  #items: readonly OutboxItem<Payload>[] = [];
  /** Lanes at work, with what ends their pause. */
  readonly #running = new Map<string, AbortController>();

  constructor(options: OutboxOptions<Payload>) {
    this.#options = options;
  }

  /** Takes up what an earlier page left behind, and sends it. */
  async restore(): Promise<void> {
    const left = await this.#options.store.all().catch(() => []);
    const known = new Set(this.#items.map((item) => item.client_id));
    const revived = left
      .filter((item) => !known.has(item.client_id))
      .map((item) => (item.state === 'refused' ? item : { ...item, state: 'waiting' as const }));
    this.#set([...revived, ...this.#items].sort((a, b) => a.order - b.order));
    this.#run();
  }

  /** Shows the item at once, keeps it, then sends it. */
  async add(payload: Payload, text: string): Promise<void> {
    const now = this.#options.now();
    const item: OutboxItem<Payload> = {
      client_id: this.#options.uuid(),
      payload,
      text,
      at: new Date(now).toISOString(),
      order: Math.max(now, (this.#items[this.#items.length - 1]?.order ?? 0) + 1),
      state: 'waiting',
    };
    this.#set([...this.#items, item]);
    await this.#options.store.put(item).catch(() => {});
    this.retry();
  }

  /** Tries again now instead of after the pause. */
  retry(): void {
    this.#options.backoff.reset();
    for (const wake of this.#running.values()) wake.abort();
    this.#run();
  }

  /** Keeps another payload for an item: a step of sending it is done and need not be done again. */
  async amend(clientId: string, payload: Payload): Promise<void> {
    const item = this.#items.find(({ client_id }) => client_id === clientId);
    if (!item) return;
    await this.#options.store.put(this.#mark(item, { payload })).catch(() => {});
  }

  /** Forgets an item: its echo came with the log, or its writer takes a refused one back. */
  forget(clientId: string): void {
    if (!this.#items.some((item) => item.client_id === clientId)) return;
    this.#set(this.#items.filter((item) => item.client_id !== clientId));
    void this.#options.store.remove(clientId).catch(() => {});
  }

  #run(): void {
    for (const item of this.#items) void this.#runLane(this.#lane(item));
  }

  async #runLane(lane: string): Promise<void> {
    if (this.#running.has(lane)) return;
    this.#running.set(lane, new AbortController());
    try {
      let next: OutboxItem<Payload> | undefined;
      while ((next = this.#items.find((item) => isUnsent(item) && this.#lane(item) === lane))) await this.#send(next, lane);
    } finally {
      this.#running.delete(lane);
    }
  }

  #lane({ payload }: OutboxItem<Payload>): string {
    return this.#options.lane?.(payload) ?? '';
  }

  async #send(item: OutboxItem<Payload>, lane: string): Promise<void> {
    const { post, store, backoff } = this.#options;
    this.#mark(item, { state: 'sending' });
    try {
      await post(item);
      backoff.reset();
      this.#mark(item, { state: 'sent' });
      await store.remove(item.client_id).catch(() => {});
    } catch (error) {
      const problem = isProblem(error) ? error : null;
      if (problem && !problem.passing) {
        const refused = this.#mark(item, { state: 'refused', reason: problem.title });
        await store.put(refused).catch(() => {});
        return;
      }
      this.#mark(item, { state: 'retrying', ...(problem && { reason: problem.title }) });
      const wake = new AbortController();
      this.#running.set(lane, wake);
      const asked = problem?.retryAfter;
      await pause(asked === undefined ? backoff.next() : asked * 1000, wake.signal);
    }
  }

  #mark(item: OutboxItem<Payload>, change: Partial<OutboxItem<Payload>>): OutboxItem<Payload> {
    const { reason: _, ...rest } = this.#items.find(({ client_id }) => client_id === item.client_id) ?? item;
    const marked: OutboxItem<Payload> = { ...rest, ...change };
    this.#set(this.#items.map((other) => (other.client_id === item.client_id ? marked : other)));
    return marked;
  }

  #set(items: readonly OutboxItem<Payload>[]): void {
    this.#items = items;
    this.#options.onChange(items);
  }
}

function isUnsent({ state }: OutboxItem<unknown>): boolean {
  return state !== 'sent' && state !== 'refused';
}
