import { type Access, isProblem } from './access';
import { Backoff, pause } from './backoff';
import { follow, LONGEST_POLL, poll } from './stream';

export interface LiveOptions<Event> {
  access: Access;
  /** Highest seq held, asked anew for every connection. */
  after: () => number;
  onEvents: (events: readonly Event[]) => void;
  /** Whether events arrive at the moment. */
  onLine: (up: boolean) => void;
}

/**
 * Keeps events coming for as long as the page lives: a stream; long polls where a proxy holds the stream back;
 * jittered retries for ever where nothing works.
 */
export class Live<Event> {
  readonly #options: LiveOptions<Event>;
  readonly #backoff = new Backoff();
  #stopped = new AbortController();
  #attempt = new AbortController();
  #attemptedAt = 0;
  #polling = false;
  /** Seconds the next poll may wait: none at first, so that a dead line is told from a slow proxy at once. */
  #wait = 0;

  constructor(options: LiveOptions<Event>) {
    this.#options = options;
  }

  start(): void {
    this.#stopped = new AbortController();
    void this.#run(this.#stopped.signal);
  }

  stop(): void {
    this.#stopped.abort();
    this.#attempt.abort();
  }

  /** Connects anew at once: after sleep, a change of network, or on coming back to the page. */
  wake(): void {
    if (Date.now() - this.#attemptedAt < 1000) return;
    this.#polling = false;
    this.#backoff.reset();
    this.#attempt.abort();
  }

  async #run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      this.#attempt = new AbortController();
      this.#attemptedAt = Date.now();
      const { signal } = this.#attempt;
      const again = await (this.#polling ? this.#poll(signal) : this.#follow(signal)).catch(() => false);
      if (stopped.aborted) return;
      if (again || signal.aborted) continue;
      this.#options.onLine(false);
      await pause(this.#backoff.next(), signal);
    }
  }

  #alive = (): void => {
    this.#backoff.reset();
    this.#options.onLine(true);
  };

  /** @returns whether to go on without a pause */
  async #follow(signal: AbortSignal): Promise<boolean> {
    const { access, after, onEvents } = this.#options;
    const end = await follow<Event>(access, after(), signal, { onEvents, onAlive: this.#alive });
    if (end === 'held-back') {
      this.#polling = true;
      this.#wait = 0;
    }
    return end === 'held-back' || end === 'stopped';
  }

  async #poll(signal: AbortSignal): Promise<boolean> {
    const { access, after, onEvents } = this.#options;
    try {
      onEvents(await poll<Event>(access, after(), signal, this.#wait));
      this.#wait = LONGEST_POLL;
      this.#alive();
      return true;
    } catch (error) {
      // A failing poll says nothing about streams: the line itself was down, so the next attempt is a stream again.
      if (!isProblem(error)) this.#polling = false;
      return false;
    }
  }
}
