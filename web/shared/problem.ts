/** An answer of the API that is not a success, as RFC 9457 problem details. */
export class Problem extends Error {
  readonly status: number;
  /** Chinese, fit to show. */
  readonly title: string;
  /** Seconds the server asks to wait, if it does. */
  readonly retryAfter: number | undefined;

  constructor(status: number, title: string, retryAfter?: number) {
    super(`${status} ${title}`);
    this.status = status;
    this.title = title;
    this.retryAfter = retryAfter;
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

/** Reads a failed response; a proxy's HTML page in place of problem details still gives a title. */
export async function readProblem(response: Response, now: number = Date.now()): Promise<Problem> {
  const retryAfter = secondsUntil(response.headers.get('Retry-After'), now);
  const details = (await response.json().catch(() => null)) as { title?: unknown } | null;
  const title = typeof details?.title === 'string' && details.title ? details.title : `服务暂时不可用（${response.status}）`;
  return new Problem(response.status, title, retryAfter);
}
