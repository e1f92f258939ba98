import type { LogEvent } from '../shared/events';
import { Backoff, pause } from '../shared/line/backoff';
import { touches } from './changes';
import type { DeskAccess } from './client/access';
import type { DeskEvent, DetailAnswer, Me } from './client/types';
import { isOfStaff } from './company';
import { Sight } from './sight';
import { type Action, type DeskState, hasGap } from './state';

const PAGE = 50;
/** What stands beside a conversation is read again this long (ms) after the last change. */
const REREAD = 600;

interface Options {
  access: DeskAccess;
  me: () => Me;
  state: () => DeskState;
  dispatch: (action: Action) => void;
  /** More of a log is held. */
  onRead: () => void;
  stopped: AbortSignal;
}

/** Reads opened conversations, and keeps the one that is shown whole. */
export class Threads {
  readonly #options: Options;
  readonly #sight: Sight;
  readonly #filling = new Set<string>();
  readonly #loadingOlder = new Set<string>();
  #shown: string | null = null;
  #rereading: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#sight = new Sight((id, here) => void options.access.post(`/conversations/${id}/viewing`, { here }).catch(() => {}));
  }

  /** The conversation before the eyes; null when none is, or the page is not in sight. */
  get inSight(): string | null {
    return document.visibilityState === 'visible' ? this.#shown : null;
  }

  /** @throws Problem, or anything else without network */
  async show(id: string): Promise<void> {
    this.#shown = id;
    this.#sight.rest(this.inSight);
    const answer = await this.#options.access.get<DetailAnswer>(`/conversations/${id}`);
    this.#options.dispatch({ type: 'opened', id, answer });
    this.#options.onRead();
    void this.#fill(id);
  }

  hide(id: string): void {
    if (this.#shown !== id) return;
    this.#shown = null;
    this.#sight.rest(null);
  }

  /** Reads the conversation again if it is the one shown. */
  refresh(id: string): void {
    if (this.#shown === id && !this.#options.stopped.aborted) void this.show(id).catch(() => {});
  }

  /** Reads the page before the oldest event held. */
  async loadOlder(id: string): Promise<void> {
    const { access, state, dispatch } = this.#options;
    const first = state().threads[id]?.transcript.first ?? 0;
    if (first <= 1 || this.#loadingOlder.has(id)) return;
    this.#loadingOlder.add(id);
    try {
      const { events } = await access.get<{ events: LogEvent[] }>(`/conversations/${id}/events?before=${first}&limit=${PAGE}`);
      dispatch({ type: 'older', id, events });
    } catch {
      // Scrolling up asks again.
    } finally {
      this.#loadingOlder.delete(id);
    }
  }

  /** Reads a picture's message again, whose address no longer opens it. */
  async renew(id: string, seq: number): Promise<void> {
    const { access, dispatch } = this.#options;
    try {
      const { events } = await access.get<{ events: LogEvent[] }>(`/conversations/${id}/events?after=${seq - 1}`);
      dispatch({ type: 'renewed', id, events });
    } catch {
      // A press on the picture asks again.
    }
  }

  /** Events came: what is shown is filled up, what stands beside it read again, and newcomers are greeted. */
  follow(before: DeskState, events: readonly DeskEvent[]): void {
    this.#greet(before, events);
    const id = this.#shown;
    if (id === null) return;
    void this.#fill(id);
    if (!touches(id, events)) return;
    // Many changes in a row make one reading.
    clearTimeout(this.#rereading);
    this.#rereading = setTimeout(() => this.refresh(id), REREAD);
  }

  /** Colleagues learn that the conversation shown is still before the eyes, or no longer. */
  look(): void {
    this.#sight.rest(this.inSight);
    this.#sight.repeat();
  }

  /** Fetches what is missing between the log held and what the desk was told. */
  async #fill(id: string): Promise<void> {
    const { access, state, dispatch, stopped, onRead } = this.#options;
    const missing = (): boolean => {
      const thread = state().threads[id];
      return thread !== undefined && this.#shown === id && hasGap(thread);
    };
    if (this.#filling.has(id)) return;
    this.#filling.add(id);
    const backoff = new Backoff();
    while (missing() && !stopped.aborted) {
      try {
        const after = state().threads[id]!.transcript.last;
        const { events } = await access.get<{ events: LogEvent[] }>(`/conversations/${id}/events?after=${after}`);
        dispatch({ type: 'log', id, events });
        if (missing()) await pause(backoff.next(), stopped);
      } catch {
        await pause(backoff.next(), stopped);
      }
    }
    this.#filling.delete(id);
    onRead();
  }

  /** Somebody who has just come to the conversation shown cannot know who was there before. */
  #greet(before: DeskState, events: readonly DeskEvent[]): void {
    for (const event of events) {
      if ('seq' in event || event.kind === 'staff' || !isOfStaff(event) || event.body.staff.id === this.#options.me().id) continue;
      const { conversation, body: { staff } } = event;
      const known = before.company[conversation]?.some(({ id }) => id === staff.id);
      if (!known) this.#sight.repeat(conversation);
    }
  }
}
