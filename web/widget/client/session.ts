import { type Access, accepted, type Credentials, timed } from '../../shared/line/access';
import { load, save } from '../../shared/line/storage';

interface Visitor {
  token: string;
  conversation: string;
}

const KEY = 'visitor';

/** The visitor's token: made at the first call, kept, renewed when the server no longer accepts it. */
export class Session implements Access {
  readonly #base: string;
  readonly #store: string | null;
  /** Called when the server answers an old token with another conversation. */
  onMoved: () => void = () => {};
  #visitor: Visitor | null = null;
  #pending: Promise<Visitor> | null = null;

  /** @param store entry store of a per-store link, told to the server at first contact */
  constructor(base: string, store: string | null = null) {
    this.#base = base;
    this.#store = store;
  }

  url(path: string): string {
    return this.#base + path;
  }

  /** @throws Problem or TypeError (no network) while no token can be had */
  async token(): Promise<string> {
    this.#visitor ??= stored();
    return (this.#visitor ?? (await this.#register(null))).token;
  }

  async credentials(): Promise<Credentials> {
    const token = await this.token();
    return { headers: bearer(token), refused: () => this.renew(token) };
  }

  /** A new token in place of `refused`, unless another call or tab has already brought one. */
  async renew(refused: string): Promise<string> {
    const known = stored();
    if (known && known.token !== refused) {
      this.#adopt(known);
      return known.token;
    }
    return (await this.#register(refused)).token;
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
    const body = JSON.stringify({ ...(token && { token }), ...(this.#store && { store: this.#store }) });
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
    const response = await accepted(await this.#send('/visitors', init, null));
    const visitor = (await response.json()) as Visitor;
    save(KEY, JSON.stringify(visitor));
    this.#adopt(visitor);
    return visitor;
  }

  #adopt(visitor: Visitor): void {
    const moved = this.#visitor !== null && this.#visitor.conversation !== visitor.conversation;
    this.#visitor = visitor;
    if (moved) this.onMoved();
  }
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

function stored(): Visitor | null {
  try {
    const visitor = JSON.parse(load(KEY) ?? 'null') as Visitor | null;
    return typeof visitor?.token === 'string' ? visitor : null;
  } catch {
    return null;
  }
}
