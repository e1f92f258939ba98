import { type Access, accepted, type Credentials, isProblem, timed } from '../../shared/line/access';
import type { Me } from './types';

const BASE = '/api/v1/desk';

/** The way into the desk's API: the session cookie, and the token that writes have to carry beside it. */
export class DeskAccess implements Access {
  /** Called when the server no longer knows the session, or knows it as somebody else's. */
  onSignedOut: () => void = () => {};
  #me: Me | null = null;

  /** Whoever signed in, with the token for writes; null before and after. */
  trust(me: Me | null): void {
    this.#me = me;
  }

  url(path: string): string {
    return BASE + path;
  }

  credentials(): Promise<Credentials> {
    return Promise.resolve({ headers: {}, refused: async () => this.#leave() });
  }

  async request(path: string, init: RequestInit = {}, timeout?: number): Promise<Response> {
    let response = await this.#send(path, init, timeout);
    if (response.status === 403 && (await isStale(response)) && (await this.#renew())) response = await this.#send(path, init, timeout);
    if (response.status === 401 && path !== '/login') this.#leave();
    return accepted(response);
  }

  /** The JSON at `path`. @throws Problem, or anything else without network */
  async get<T>(path: string): Promise<T> {
    return (await this.request(path, { headers: { Accept: 'application/json' } })).json() as Promise<T>;
  }

  /** Sends `body`; the JSON of the answer, if it has any. @throws Problem, or anything else without network */
  async post<T = void>(path: string, body: unknown = {}): Promise<T> {
    const headers = { 'Content-Type': 'application/json' };
    const response = await this.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  #send(path: string, init: RequestInit, timeout?: number): Promise<Response> {
    const write = init.method === 'POST';
    const headers = { ...init.headers, ...(write && this.#me && { 'X-CSRF-Token': this.#me.csrf }) };
    return timed(this.url(path), { ...init, headers }, timeout);
  }

  /** Another tab signed in anew: its token counts here too, if it is the same person. */
  async #renew(): Promise<boolean> {
    const me = await this.get<Me>('/me');
    if (me.id === this.#me?.id) this.#me = me;
    else this.#leave();
    return me.id === this.#me?.id;
  }

  #leave(): void {
    this.#me = null;
    this.onSignedOut();
  }
}

async function isStale(response: Response): Promise<boolean> {
  const details = (await response.clone().json().catch(() => null)) as { reason?: unknown } | null;
  return details?.reason === 'csrf';
}

/** What went wrong, in words for a member of staff. */
export function why(error: unknown): string {
  return isProblem(error) ? error.title : '网络不通，请稍后再试';
}
