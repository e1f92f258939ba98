import { isProblem } from '../shared/line/access';
import { Backoff, pause } from '../shared/line/backoff';
import { Outbox } from '../shared/line/outbox';
import { browserStore } from '../shared/line/outbox-store';
import { uuid } from '../shared/line/storage';
import { type Alarm, alarmAfter } from './alarm';
import { changesQueue } from './changes';
import type { DeskAccess } from './client/access';
import type { DeskEvent, Me, Note, Pages, QueueAnswer, Summary } from './client/types';
import { Gathering } from './gathering';
import { DeskLine } from './line';
import { type Action, type DeskState, echoes, type Payload, type Pending, reduce, START } from './state';
import { Threads } from './threads';

const PRESENCE = 20_000;
const TYPING = 2_000;
/** The queue is read again at most this often (ms), however many changes are told. */
const REFRESH = 1_000;

type ListAnswer = { seq: number; conversations: readonly Summary[] } & Pages;

/** One member of staff at the desk: holds the state, does what the page asks, keeps the line open. */
export class Desk {
  readonly access: DeskAccess;
  me: Me;
  onAlarm: (alarm: Alarm) => void = () => {};
  #state: DeskState = START;
  readonly #listeners = new Set<() => void>();
  readonly #outbox: Outbox<Payload>;
  readonly #line: DeskLine;
  readonly #threads: Threads;
  readonly #stopped = new AbortController();
  readonly #queue = new Gathering(() => this.#readQueue(), REFRESH, this.#stopped.signal);
  #statusSaid = 0;
  #typedAt = 0;
  readonly #readSeq = new Map<string, number>();

  constructor(access: DeskAccess, me: Me) {
    this.access = access;
    this.me = me;
    this.#outbox = new Outbox<Payload>({
      store: browserStore(`chexiaofu.desk.${me.id}`),
      backoff: new Backoff(),
      post: (item) => this.#send(item),
      onChange: (items) => this.#dispatch({ type: 'outbox', items }),
      now: Date.now,
      uuid,
    });
    this.#threads = new Threads({
      access,
      me: () => this.me,
      state: () => this.#state,
      dispatch: (action) => this.#dispatch(action),
      onRead: () => this.#forgetEchoed(),
      stopped: this.#stopped.signal,
    });
    this.#line = new DeskLine({
      access,
      cursor: () => this.#state.cursor,
      onEvents: (events) => this.#receive(events),
      onLine: (online) => this.#onLine(online),
    });
  }

  get state(): DeskState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async start(): Promise<void> {
    const { signal } = this.#stopped;
    addEventListener('online', this.#wake, { signal });
    addEventListener('offline', () => this.#onLine(false), { signal });
    addEventListener('pageshow', this.#wake, { signal });
    document.addEventListener('visibilitychange', this.#wake, { signal });
    document.addEventListener('visibilitychange', () => this.#threads.look(), { signal });
    const timers = [
      setInterval(() => { this.#present(); this.#threads.look(); }, PRESENCE),
      setInterval(() => this.#dispatch({ type: 'tick', now: Date.now() }), 1000),
    ];
    signal.addEventListener('abort', () => timers.forEach(clearInterval));
    void this.#outbox.restore();
    this.#present();
    await this.#open();
    if (!signal.aborted) this.#line.start(signal);
  }

  /** Leaves the desk: signed out, or somebody else signed in. */
  stop(): void {
    this.#stopped.abort();
  }

  // Reading

  /** A page of conversations that fit `query`, into the state; their ids. @throws Problem, or anything else without network */
  async list(query: URLSearchParams): Promise<{ ids: string[] } & Pages> {
    const { seq, conversations, ...pages } = await this.access.get<ListAnswer>(`/conversations?${query}`);
    this.#dispatch({ type: 'summaries', seq, list: conversations });
    return { ids: conversations.map(({ id }) => id), ...pages };
  }

  /** Reads a conversation and keeps it whole while it is shown. @throws Problem, or anything else without network */
  show(id: string): Promise<void> {
    return this.#threads.show(id);
  }

  hide(id: string): void {
    this.#threads.hide(id);
  }

  /** Reads the page before the oldest event held. */
  loadOlder(id: string): Promise<void> {
    return this.#threads.loadOlder(id);
  }

  /** Reads a picture's message again, whose address no longer opens it. */
  renew(id: string, seq: number): Promise<void> {
    return this.#threads.renew(id, seq);
  }

  // Speaking

  say(conversation: string, text: string): void {
    if (text.trim()) void this.#outbox.add({ conversation, text }, text);
  }

  retry(): void {
    this.#outbox.retry();
  }

  /** Takes a refused message back; its text may be mended and sent again. */
  takeBack(item: Pending): void {
    this.#outbox.forget(item.client_id);
  }

  /** A private note. `clientId` makes a second press leave none twice. @throws Problem, or anything else without network */
  async note(id: string, text: string, clientId: string): Promise<void> {
    const note = await this.access.post<Note>(`/conversations/${id}/notes`, { text, client_id: clientId });
    this.#dispatch({ type: 'note', id, note });
  }

  /** Called for every key; tells the server at most every two seconds. */
  typing(id: string): void {
    const now = Date.now();
    if (now - this.#typedAt < TYPING || !this.#state.summaries[id]?.mine) return;
    this.#typedAt = now;
    this.access.post(`/conversations/${id}/typing`).catch(() => {});
  }

  /** The newest messages of one's own conversation are before the eyes. */
  seen(id: string): void {
    const thread = this.#state.threads[id];
    const held = this.#state.summaries[id];
    if (!thread || !held?.mine || document.visibilityState !== 'visible') return;
    const { last } = thread.transcript;
    if (last <= (this.#readSeq.get(id) ?? 0)) return;
    this.#readSeq.set(id, last);
    this.#dispatch({ type: 'read', id, seq: last });
    this.access.post(`/conversations/${id}/read`, { seq: last }).catch(() => this.#readSeq.delete(id));
  }

  /** Puts these labels, and no others, on a conversation. @throws Problem, or anything else without network */
  async label(id: string, labels: readonly string[]): Promise<void> {
    const summary = await this.access.post<Summary>(`/conversations/${id}/labels`, { labels });
    this.#dispatch({ type: 'summaries', seq: this.#state.summaries[id]?.asOf ?? this.#state.cursor, list: [summary] });
  }

  /** Accept, decline, take over, transfer, hand back, close. @throws Problem, or anything else without network */
  async act(id: string, step: 'accept' | 'decline' | 'takeover' | 'transfer' | 'hand_back' | 'close', body: object = {}): Promise<void> {
    try {
      const summary = await this.access.post<Summary>(`/conversations/${id}/${step}`, body);
      this.#dispatch({ type: 'summaries', seq: this.#state.summaries[id]?.asOf ?? this.#state.cursor, list: [summary] });
    } finally {
      this.#queue.ask();
      this.#threads.refresh(id);
    }
  }

  /** Switches oneself online or offline. @throws Problem, or anything else without network */
  async setOnline(online: boolean): Promise<void> {
    const me = { ...this.me };
    this.me = { ...me, online };
    try {
      await this.#tellStatus();
    } catch (error) {
      this.#meet(me);
      throw error;
    }
    this.#queue.ask();
  }

  // The line

  async #open(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#state.opened && !this.#stopped.signal.aborted) {
      try {
        await this.#readQueue();
        this.#onLine(true);
      } catch {
        this.#onLine(false);
        await pause(backoff.next(), this.#stopped.signal);
      }
    }
  }

  async #readQueue(): Promise<void> {
    const [answer, own] = await Promise.all([
      this.access.get<QueueAnswer>('/queue'),
      this.access.get<ListAnswer>('/conversations?owner=human&mine=1'),
    ]);
    const before = this.#state;
    this.#dispatch({ type: 'queue', answer, mine: own.conversations, mineSeq: own.seq });
    if (before.opened) this.#sound(before, []);
  }

  #wake = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.#present();
    this.#outbox.retry();
    this.#line.wake();
    this.#queue.ask();
  };

  #receive(events: readonly DeskEvent[]): void {
    const before = this.#state;
    this.#dispatch({ type: 'events', events, me: this.me.name, now: Date.now() });
    this.#forgetEchoed();
    this.#sound(before, events);
    this.#threads.follow(before, events);
    if (events.some(changesQueue)) this.#queue.ask();
  }

  #sound(before: DeskState, events: readonly DeskEvent[]): void {
    const alarm = alarmAfter(before, this.#state, events, this.#threads.inSight);
    if (alarm && this.#line.leading && this.me.online) this.onAlarm(alarm);
  }

  async #send({ client_id, payload, text }: Pending): Promise<void> {
    // A desk that was left sends nothing more; whoever signs in under this name next takes the items up from the store.
    if (this.#stopped.signal.aborted) await new Promise(() => {});
    try {
      await this.access.post(`/conversations/${payload.conversation}/messages`, { client_id, text });
    } catch (error) {
      // A session that ended refuses nothing: the message waits for the next login.
      if (isProblem(error) && error.status === 401) throw new TypeError('signed out');
      throw error;
    }
  }

  /** An echo in the log acknowledges as well as an answer does. */
  #forgetEchoed(): void {
    for (const id of echoes(this.#state)) this.#outbox.forget(id);
  }

  #onLine(online: boolean): void {
    if (online && !this.#state.online) this.#outbox.retry();
    this.#dispatch({ type: 'line', online });
  }

  #present(): void {
    if (document.visibilityState !== 'visible') return;
    this.#tellStatus().catch(() => {});
  }

  /** Tells whether one is online; an answer to what was said before a newer word is not heard. */
  async #tellStatus(): Promise<void> {
    const said = ++this.#statusSaid;
    const me = await this.access.post<Me>('/status', { online: this.me.online });
    if (said === this.#statusSaid) this.#meet(me);
  }

  #meet(me: Me): void {
    this.me = me;
    this.access.trust(me);
    this.#tell();
  }

  #dispatch(action: Action): void {
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
