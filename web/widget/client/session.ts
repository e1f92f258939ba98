import { type Access, accepted, type Credentials, isProblem, timed } from '../../shared/line/access';
import { load, save } from '../../shared/line/storage';
import { upload } from './upload';

export interface Visitor {
  token: string;
  conversation: string;
}

/** Where the visitor is kept, as text. */
export interface VisitorStore {
  load(): string | null;
  save(visitor: string): void;
}

export interface Entry {
  /** The store of a per-store link, told to the server at first contact. */
  shopStore?: string | null;
  /** A signed statement of the host page, told at once: it may lead to another conversation than the token kept. */
  identity?: string | null;
  keep?: VisitorStore;
}

const KEY = 'visitor';
const IN_THIS_BROWSER: VisitorStore = { load: () => load(KEY), save: (visitor) => save(KEY, visitor) };

/** The visitor's token: made at the first call, kept, renewed when the server no longer accepts it. */
export class Session implements Access {
  readonly #base: string;
  readonly #shopStore: string | null;
  readonly #keep: VisitorStore;
  #identity: string | null;
  /** Called when the server answers an old token with another conversation. */
  onMoved: () => void = () => {};
  #visitor: Visitor | null = null;
  #pending: Promise<Visitor> | null = null;

  constructor(base: string, { shopStore = null, identity = null, keep = IN_THIS_BROWSER }: Entry = {}) {
    this.#base = base;
    this.#shopStore = shopStore;
    this.#identity = identity;
    this.#keep = keep;
  }

  url(path: string): string {
    return this.#base + path;
  }

  /** The conversation, once there is one. */
  get conversation(): string | null {
    return this.#visitor?.conversation ?? null;
  }

  /** @throws Problem or TypeError (no network) while no token can be had */
  async token(): Promise<string> {
    if (this.#identity) return (await this.#register(this.#stored()?.token ?? null)).token;
    this.#visitor ??= this.#stored();
    return (this.#visitor ?? (await this.#register(null))).token;
  }

  async credentials(): Promise<Credentials> {
    const token = await this.token();
    return { headers: bearer(token), refused: () => this.renew(token) };
  }

  /** A new token in place of `refused`, unless another call or tab has already brought one. */
  async renew(refused: string): Promise<string> {
    const known = this.#stored();
    if (known && known.token !== refused) {
      this.#adopt(known);
      return known.token;
    }
    return (await this.#register(refused)).token;
  }

  /** Goes on with a conversation that was opened elsewhere. */
  take(visitor: Visitor): void {
    this.#keep.save(JSON.stringify(visitor));
    this.#adopt(visitor);
  }

  /** Sends `body` as JSON. @throws Problem on a refusal, TypeError without network */
  post(path: string, body: unknown = {}): Promise<Response> {
    const headers = { 'Content-Type': 'application/json' };
    return this.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** A request with the token; a 401 renews it and tries once more. */
  async request(path: string, init: RequestInit = {}, timeout?: number): Promise<Response> {
    const token = await this.token();
    const response = await this.#send(path, init, token, timeout);
    if (response.status !== 401) return accepted(response);
    return accepted(await this.#send(path, init, await this.renew(token), timeout));
  }

  /** Uploads one picture; the name the server has for it. @throws Problem or TypeError */
  async upload(photo: Blob, onProgress: (part: number) => void): Promise<string> {
    const token = await this.token();
    const go = (by: string): Promise<unknown> => upload(this.url('/images'), bearer(by), 'image', photo, onProgress);
    const answer = await go(token).catch(async (error: unknown) => {
      if (!isProblem(error) || error.status !== 401) throw error;
      return go(await this.renew(token));
    });
    return (answer as { image: string }).image;
  }

  #send(path: string, init: RequestInit, token: string | null, timeout?: number): Promise<Response> {
    const headers = { ...init.headers, ...(token && bearer(token)) };
    return timed(this.url(path), { ...init, headers }, timeout);
  }

  #register(token: string | null): Promise<Visitor> {
    this.#pending ??= this.#visit(token).finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  async #visit(token: string | null): Promise<Visitor> {
    const identity = this.#identity;
    const body = { ...(token && { token }), ...(this.#shopStore && { store: this.#shopStore }), ...(identity && { identity }) };
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    const response = await accepted(await this.#send('/visitors', init, null));
    // Told once: it is valid for minutes, and the token stands for it from now on.
    this.#identity = null;
    const visitor = (await response.json()) as Visitor;
    this.take(visitor);
    return visitor;
  }

  #adopt(visitor: Visitor): void {
    const moved = this.#visitor !== null && this.#visitor.conversation !== visitor.conversation;
    this.#visitor = visitor;
    if (moved) this.onMoved();
  }

  #stored(): Visitor | null {
    try {
      const visitor = JSON.parse(this.#keep.load() ?? 'null') as Visitor | null;
      return typeof visitor?.token === 'string' ? visitor : null;
    } catch {
      return null;
    }
  }
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}
