import { type Problem, readProblem } from '../problem';

/** One side's way into the API: the customer's token or the staff's cookie. */
export interface Access {
  url(path: string): string;
  /** What a stream carries to be let in. */
  credentials(): Promise<Credentials>;
  /** @throws Problem on a refusal, anything else without network */
  request(path: string, init?: RequestInit, timeout?: number): Promise<Response>;
}

export interface Credentials {
  headers: Record<string, string>;
  /** Called when the server no longer accepts them. */
  refused(): Promise<unknown>;
}

/** How long (ms) a call may hang. */
export const TIMEOUT = 20_000;

/** `fetch`, given up after `timeout` ms. */
export async function timed(url: string, init: RequestInit, timeout: number = TIMEOUT): Promise<Response> {
  const limit = new AbortController();
  const stop = (): void => limit.abort();
  const timer = setTimeout(stop, timeout);
  init.signal?.addEventListener('abort', stop);
  try {
    return await fetch(url, { ...init, signal: limit.signal });
  } finally {
    clearTimeout(timer);
    init.signal?.removeEventListener('abort', stop);
  }
}

/** The response if it is a success. @throws Problem */
export async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await readProblem(response);
}

/** Whether `error` is an answer of the server, as against a lost line. */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && 'status' in error && 'passing' in error;
}
