/** An answer of the API that is not a success, as RFC 9457 problem details. */
export class Problem extends Error {
  readonly status: number;
  /** Chinese, fit to show. */
  readonly title: string;
  /** Seconds the server asks to wait, if it does. */
  readonly retryAfter: number | undefined;
  /** The whole problem object, for what only some refusals say. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, title: string, retryAfter?: number, details: Readonly<Record<string, unknown>> = {}) {
    super(`${status} ${title}`);
    this.status = status;
    this.title = title;
    this.retryAfter = retryAfter;
    this.details = details;
  }

  /** Whether the same request may succeed later: overload, limits and faults, not refusals. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 408 || this.status === 425 || this.status === 429;
  }
}

function secondsUntil(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

/** The refusal in an answer's body; a proxy's HTML page in place of problem details still gives a title. */
export function problemOf(status: number, body: unknown, retryAfter: string | null, now: number = Date.now()): Problem {
  const title = (body as { title?: unknown } | null)?.title;
  return new Problem(status, typeof title === 'string' && title ? title : `服务暂时不可用（${status}）`, secondsUntil(retryAfter, now), (body as Record<string, unknown> | null) ?? {});
}

/** Reads a failed response. */
export async function readProblem(response: Response, now: number = Date.now()): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  return problemOf(response.status, body, response.headers.get('Retry-After'), now);
}
