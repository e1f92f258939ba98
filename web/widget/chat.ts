import type { ChatEvent, Choice, Coordinates, MessageEvent } from '../shared/events';
import { coordinates } from '../shared/location';
import { isProblem } from '../shared/line/access';
import { Backoff, pause } from '../shared/line/backoff';
import { Live } from '../shared/line/live';
import { Outbox } from '../shared/line/outbox';
import { browserStore } from '../shared/line/outbox-store';
import { uuid } from '../shared/line/storage';
import { history, poll } from '../shared/line/stream';
import { joinTabs, type Tabs } from '../shared/line/tabs';
import type { Shop } from '../shared/shop';
import { lane, type OutboxItem, type Payload } from './client/outbox';
import { post } from './client/post';
import type { Session } from './client/session';
import type { Sight } from './client/sight';
import { type Action, canPress, choicesOf, echoes, hasGap, reduce, START, type ChatState } from './state';

const PAGE = 50;
/** Before every seq there can be. */
const NEWEST = 2 ** 31 - 1;
const PRESENCE = 20_000;
const TYPING = 2_000;

type TabMessage = { events: readonly ChatEvent[] } | { online: boolean };

/** The customer's side of one conversation: holds the state, does what the page asks, keeps the line open. */
export class Chat {
  #state: ChatState = START;
  readonly #listeners = new Set<() => void>();
  readonly #session: Session;
  readonly #sight: Sight;
  /** Of what is kept in the browser, and of the line that tabs share. */
  readonly #name: string;
  readonly #outbox: Outbox<Payload>;
  readonly #live: Live<ChatEvent>;
  #tabs: Tabs<TabMessage> = { publish: () => {}, claim: () => {} };
  #opening = new AbortController();
  #catchingUp = false;
  #loadingOlder = false;
  readonly #renewing = new Set<number>();
  #typedAt = 0;
  #readSeq = 0;

  /** @param name tells apart what two chats in one browser keep: the page itself, and frames of other sites' pages */
  constructor(session: Session, sight: Sight, name = 'chexiaofu') {
    this.#session = session;
    this.#sight = sight;
    this.#name = name;
    session.onMoved = () => this.#move();
    this.#outbox = new Outbox({
      store: browserStore(name),
      backoff: new Backoff(),
      lane,
      post: (item) => post(session, item, {
        amend: (id, payload) => this.#outbox.amend(id, payload),
        onProgress: (id, part) => this.#dispatch({ type: 'progress', id, part }),
      }),
      onChange: (items) => this.#dispatch({ type: 'outbox', items }),
      now: Date.now,
      uuid,
    });
    this.#live = new Live({
      access: session,
      after: () => this.#state.transcript.last,
      onEvents: (events) => {
        this.#receive(events);
        this.#tabs.publish({ events });
      },
      onLine: (online) => this.#onLine(online),
    });
  }

  get state(): ChatState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  async start(): Promise<void> {
    addEventListener('online', this.#wake);
    addEventListener('offline', () => this.#onLine(false));
    addEventListener('pageshow', this.#wake);
    this.#sight.watch(this.#wake);
    setInterval(() => this.#present(), PRESENCE);
    setInterval(() => this.#dispatch({ type: 'tick', now: Date.now() }), 1000);
    void this.#outbox.restore();
    await this.#open();
    this.#present();
    this.#tabs = joinTabs<TabMessage>({
      name: `${this.#name}.stream`,
      lead: (signal) => {
        this.#live.start();
        signal.addEventListener('abort', () => this.#live.stop());
      },
      receive: (message) => {
        if ('events' in message) this.#receive(message.events);
        else this.#dispatch({ type: 'line', online: message.online });
      },
    });
  }

  say(text: string): void {
    if (!text.trim()) return;
    // What was being typed is said: the next key is the beginning of something new, and told at once.
    this.#typedAt = 0;
    void this.#outbox.add({ text }, text);
  }

  /** Sends pictures, each as a message of its own, in the order they were chosen. */
  async sendPhotos(photos: readonly Blob[]): Promise<void> {
    for (const photo of photos) await this.#outbox.add({ photo }, '照片');
  }

  /** Sends a place, and what the customer adds to it. */
  sendLocation({ lat, lon }: Coordinates, text: string): void {
    const words = text.trim();
    void this.#outbox.add({ location: { lat, lon, ...(words && { text: words }) } }, words || coordinates({ lat, lon }));
  }

  /** Presses a button once; a press on one that is done with or has lapsed does nothing. */
  press(message: MessageEvent, { choice, label }: Choice): void {
    const card = message.body.type === 'card' ? this.#state.transcript.cards[message.body.card_id]?.body : undefined;
    if (canPress(this.#state, message, choicesOf(message.body, card))) void this.#outbox.add({ choice }, label);
  }

  /** Gives a score in words where the server sent no buttons; once. */
  rate(message: MessageEvent, words: string): void {
    if (canPress(this.#state, message, [])) this.say(words);
  }

  get sight(): Sight {
    return this.#sight;
  }

  retry(): void {
    this.#opening.abort();
    this.#outbox.retry();
  }

  /** Takes a refused message back; its text may be mended and sent again. */
  takeBack(item: OutboxItem): void {
    this.#outbox.forget(item.client_id);
  }

  leaveQueue(): void {
    this.#tell('/queue/leave');
  }

  /** Called for every key; tells the server at most every two seconds. */
  typing(): void {
    const now = Date.now();
    if (now - this.#typedAt < TYPING) return;
    this.#typedAt = now;
    this.#tell('/typing');
  }

  /** The newest messages are before the customer's eyes. */
  seen(): void {
    const { last } = this.#state.transcript;
    if (last <= this.#readSeq || !this.#sight.visible) return;
    this.#readSeq = last;
    this.#tell('/read', { seq: last });
  }

  /** Reads the page before the oldest message held. */
  async loadOlder(): Promise<void> {
    const { first } = this.#state.transcript;
    if (this.#loadingOlder || first <= 1) return;
    this.#loadingOlder = true;
    try {
      this.#dispatch({ type: 'older', events: await history<ChatEvent>(this.#session, first, PAGE) });
    } catch {
      // Scrolling up asks again.
    } finally {
      this.#loadingOlder = false;
    }
  }

  /** Reads the page of history around `seq` again: the addresses of its pictures have run out. */
  async renew(seq: number): Promise<void> {
    const before = Math.ceil(seq / PAGE) * PAGE + 1;
    if (this.#renewing.has(before)) return;
    this.#renewing.add(before);
    try {
      this.#dispatch({ type: 'renewed', events: await history<ChatEvent>(this.#session, before, PAGE) });
    } catch {
      // The picture offers to be tried again.
    } finally {
      this.#renewing.delete(before);
    }
  }

  /** A link with which another device goes on with this conversation. @throws Problem or TypeError */
  async resumeLink(): Promise<string> {
    const response = await this.#session.post('/resume');
    return ((await response.json()) as { link: string }).link;
  }

  async shop(): Promise<Shop | null> {
    const response = await fetch(this.#session.url('/shop')).catch(() => null);
    return response?.ok ? ((await response.json()) as Shop) : null;
  }

  async #open(): Promise<void> {
    const backoff = new Backoff();
    while (!this.#state.opened) {
      this.#opening = new AbortController();
      try {
        const events = await history<ChatEvent>(this.#session, NEWEST, PAGE);
        this.#onLine(true);
        this.#dispatch({ type: 'opened', events });
        this.#forgetEchoed();
        void this.#catchUp();
      } catch (error) {
        const refused = isProblem(error) && !error.passing;
        if (refused) this.#dispatch({ type: 'refused', reason: error.title });
        else this.#onLine(false);
        await pause(backoff.next(), this.#opening.signal);
      }
    }
  }

  #move(): void {
    this.#dispatch({ type: 'moved' });
    this.#readSeq = 0;
    this.#live.wake();
    void this.#open();
  }

  #wake = (): void => {
    if (!this.#sight.visible) return;
    this.#opening.abort();
    this.#present();
    this.#outbox.retry();
    this.#live.wake();
    this.#tabs.claim();
  };

  #receive(events: readonly ChatEvent[]): void {
    this.#dispatch({ type: 'events', events, now: Date.now() });
    this.#forgetEchoed();
    void this.#catchUp();
  }

  /** Fetches what is missing between the log held and the events that came. */
  async #catchUp(): Promise<void> {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    const backoff = new Backoff();
    const { signal } = new AbortController();
    while (hasGap(this.#state)) {
      try {
        const events = await poll<ChatEvent>(this.#session, this.#state.transcript.last, signal, 0);
        this.#dispatch({ type: 'events', events, now: Date.now() });
        if (hasGap(this.#state)) await pause(backoff.next(), signal);
      } catch {
        await pause(backoff.next(), signal);
      }
    }
    this.#catchingUp = false;
    this.#forgetEchoed();
  }

  /** An echo in the log acknowledges as well as an answer does. */
  #forgetEchoed(): void {
    for (const id of echoes(this.#state.transcript)) this.#outbox.forget(id);
  }

  #onLine(online: boolean): void {
    if (online && !this.#state.online) this.#outbox.retry();
    this.#dispatch({ type: 'line', online });
    this.#tabs.publish({ online });
  }

  #present(): void {
    if (this.#sight.visible && this.#state.opened) this.#tell('/presence');
  }

  /** Signals that may be lost without harm. */
  #tell(path: string, body?: unknown): void {
    this.#session.post(path, body).catch(() => {});
  }

  #dispatch(action: Action): void {
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}
