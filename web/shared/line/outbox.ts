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
  onChange: (items: readonly OutboxItem<Payload>[]) => void;
  now: () => number;
  uuid: () => string;
}

export class Outbox<Payload> {
  readonly #options: OutboxOptions<Payload>;
  #items: readonly OutboxItem<Payload>[] = [];
  #running = false;
  #wake = new AbortController();

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
    void this.#run();
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
    this.#wake.abort();
    void this.#run();
  }

  /** Forgets an item: its echo came with the log, or its writer takes a refused one back. */
  forget(clientId: string): void {
    if (!this.#items.some((item) => item.client_id === clientId)) return;
    this.#set(this.#items.filter((item) => item.client_id !== clientId));
    void this.#options.store.remove(clientId).catch(() => {});
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      let next: OutboxItem<Payload> | undefined;
      while ((next = this.#items.find(({ state }) => state !== 'sent' && state !== 'refused'))) await this.#send(next);
    } finally {
      this.#running = false;
    }
  }

  async #send(item: OutboxItem<Payload>): Promise<void> {
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
      this.#wake = new AbortController();
      const asked = problem?.retryAfter;
      await pause(asked === undefined ? backoff.next() : asked * 1000, this.#wake.signal);
    }
  }

  #mark(item: OutboxItem<Payload>, change: Partial<OutboxItem<Payload>>): OutboxItem<Payload> {
    const { reason: _, ...rest } = item;
    const marked: OutboxItem<Payload> = { ...rest, ...change };
    this.#set(this.#items.map((other) => (other.client_id === item.client_id ? marked : other)));
    return marked;
  }

  #set(items: readonly OutboxItem<Payload>[]): void {
    this.#items = items;
    this.#options.onChange(items);
  }
}
