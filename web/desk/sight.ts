/** Tells colleagues which conversation one has before one's eyes. */
export class Sight {
  readonly #tell: (id: string, here: boolean) => void;
  #told: string | null = null;

  /** @param tell passes a word on; it may be lost. */
  constructor(tell: (id: string, here: boolean) => void) {
    this.#tell = tell;
  }

  /** `id` is before the eyes; nothing is, if null. */
  rest(id: string | null): void {
    if (id === this.#told) return;
    if (this.#told !== null) this.#tell(this.#told, false);
    this.#told = id;
    this.repeat();
  }

  /** Says so again: time has passed, or somebody new came to `id`. */
  repeat(id: string | null = this.#told): void {
    if (id !== null && id === this.#told) this.#tell(id, true);
  }
}
