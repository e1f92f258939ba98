import { Backoff, pause } from '../shared/line/backoff';
import { Live } from '../shared/line/live';
import { poll } from '../shared/line/stream';
import { joinTabs, type Tabs } from '../shared/line/tabs';
import type { DeskAccess } from './client/access';
import type { DeskEvent } from './client/types';

type TabMessage = { events: readonly DeskEvent[] } | { online: boolean };

export interface DeskLineOptions {
  access: DeskAccess;
  /** Place in the desk's log, asked anew for every connection. */
  cursor: () => number;
  onEvents: (events: readonly DeskEvent[]) => void;
  /** Whether events arrive at the moment. */
  onLine: (online: boolean) => void;
}

/** Keeps the desk's events coming: one tab of the browser holds the stream and tells the others. */
export class DeskLine {
  readonly #options: DeskLineOptions;
  readonly #live: Live<DeskEvent>;
  #tabs: Tabs<TabMessage> = { publish: () => {}, claim: () => {} };
  #stopped: AbortSignal = AbortSignal.abort();
  #leading = false;
  #catchingUp = false;

  constructor(options: DeskLineOptions) {
    this.#options = options;
    this.#live = new Live<DeskEvent>({
      access: options.access,
      after: options.cursor,
      onEvents: (events) => {
        this.#tabs.publish({ events });
        options.onEvents(events);
      },
      onLine: (online) => {
        this.#tabs.publish({ online });
        options.onLine(online);
      },
    });
  }

  /** Whether this tab holds the stream. */
  get leading(): boolean {
    return this.#leading;
  }

  start(stopped: AbortSignal): void {
    this.#stopped = stopped;
    stopped.addEventListener('abort', () => this.#live.stop());
    this.#tabs = joinTabs<TabMessage>({
      name: 'chexiaofu.desk',
      lead: (lost) => this.#lead(lost),
      receive: (message) => {
        if (stopped.aborted) return;
        if ('events' in message) this.#hear(message.events);
        else this.#options.onLine(message.online);
      },
    });
  }

  /** After sleep, a change of network, or on coming back to the page. */
  wake(): void {
    this.#live.wake();
    this.#tabs.claim();
  }

  #lead(lost: AbortSignal): void {
    if (this.#stopped.aborted) return;
    this.#leading = true;
    this.#live.start();
    lost.addEventListener('abort', () => {
      this.#leading = false;
      this.#live.stop();
    });
  }

  /** Another tab tells what came; after a change of lead some may be missing in between. */
  #hear(events: readonly DeskEvent[]): void {
    const first = events.find((event) => 'seq' in event);
    if (first && 'seq' in first && first.seq > this.#options.cursor() + 1) void this.#catchUp();
    else this.#options.onEvents(events);
  }

  async #catchUp(): Promise<void> {
    if (this.#catchingUp) return;
    this.#catchingUp = true;
    const backoff = new Backoff();
    for (let more = true; more && !this.#stopped.aborted; ) {
      try {
        const events = await poll<DeskEvent>(this.#options.access, this.#options.cursor(), this.#stopped, 0);
        more = events.some((event) => 'seq' in event);
        this.#options.onEvents(events);
      } catch {
        await pause(backoff.next(), this.#stopped);
      }
    }
    this.#catchingUp = false;
  }
}
