import { pause } from '../shared/line/backoff';

/** Does something soon after it was asked for: many askings in a row make one doing, at most every `rest` ms. */
export class Gathering {
  readonly #task: () => Promise<void>;
  readonly #rest: number;
  readonly #stopped: AbortSignal;
  #running: 'no' | 'now' | 'again' = 'no';

  constructor(task: () => Promise<void>, rest: number, stopped: AbortSignal) {
    this.#task = task;
    this.#rest = rest;
    this.#stopped = stopped;
  }

  ask = (): void => {
    if (this.#running !== 'no') {
      this.#running = 'again';
      return;
    }
    this.#running = 'now';
    void this.#task()
      .catch(() => {})
      .then(() => pause(this.#rest, this.#stopped))
      .then(() => {
        const again = this.#running === 'again';
        this.#running = 'no';
        if (again && !this.#stopped.aborted) this.ask();
      });
  };
}
