/** One connection for live events: a stream, or one long poll. */
import { EventSource } from 'eventsource';
import type { Access } from './access';

/** A stream that stays silent this long after opening is held back by some proxy. */
const FIRST_BYTE = 5_000;
/** The server sends a comment every 15 s; more than two missed means the line is dead. */
const SILENCE = 35_000;
/** Longest wait of a long poll that the server grants, in seconds. */
export const LONGEST_POLL = 25;

/** Why a stream ended. */
export type StreamEnd = 'stopped' | 'held-back' | 'silent' | 'closed' | 'unauthorized' | 'refused';

export interface StreamHandlers<Event> {
  onEvents: (events: readonly Event[]) => void;
  /** The line is alive. */
  onAlive: () => void;
}

/** Follows the stream after `seq` until it ends; never rejects for a lost line. */
export async function follow<Event>(access: Access, seq: number, signal: AbortSignal, handlers: StreamHandlers<Event>): Promise<StreamEnd> {
  const { headers, refused } = await access.credentials();
  if (signal.aborted) return 'stopped';
  const end = await listen(access.url(`/events?after=${seq}`), headers, signal, handlers);
  if (end === 'unauthorized') await refused();
  return end;
}

function listen<Event>(url: string, headers: Record<string, string>, signal: AbortSignal, handlers: StreamHandlers<Event>): Promise<StreamEnd> {
  return new Promise((resolve) => {
    let watchdog = setTimeout(() => end('held-back'), FIRST_BYTE);
    const alive = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => end('silent'), SILENCE);
      handlers.onAlive();
    };
    const source = new EventSource(url, {
      fetch: async (address, init) => heard(await fetch(address, { ...init, headers: { ...init.headers, ...headers } }), alive),
    });
    const end = (why: StreamEnd): void => {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
      source.close();
      resolve(why);
    };
    const stop = (): void => end('stopped');
    signal.addEventListener('abort', stop);
    source.onmessage = ({ data }) => handlers.onEvents([JSON.parse(data as string) as Event]);
    source.onerror = ({ code }) => end(code === 401 ? 'unauthorized' : code === undefined || code >= 500 ? 'closed' : 'refused');
  });
}

/** The response, telling of every piece of its body: comments keep a line alive, but no event tells of them. */
function heard(response: Response, onBytes: () => void) {
  const { status, url, redirected, headers, body } = response;
  const getReader = (): ReadableStreamDefaultReader<Uint8Array> => {
    const reader = body!.getReader();
    const read = reader.read.bind(reader);
    reader.read = async () => {
      const piece = await read();
      if (!piece.done) onBytes();
      return piece;
    };
    return reader;
  };
  return { status, url, redirected, headers, body: body && ({ getReader } as ReadableStream<Uint8Array>) };
}

interface EventsAnswer<Event> {
  events: Event[];
}

/** Events after `seq`, at the latest after `wait` seconds. @throws Problem or TypeError */
export async function poll<Event>(access: Access, seq: number, signal: AbortSignal, wait: number): Promise<Event[]> {
  const init = { headers: { Accept: 'application/json' }, signal };
  const response = await access.request(`/events?after=${seq}&wait=${wait}`, init, (wait + 10) * 1000);
  return ((await response.json()) as EventsAnswer<Event>).events;
}

/** The page of history before `seq`, oldest first. @throws Problem or TypeError */
export async function history<Event>(access: Access, before: number, limit: number): Promise<Event[]> {
  const init = { headers: { Accept: 'application/json' } };
  const response = await access.request(`/events?before=${before}&limit=${limit}`, init);
  return ((await response.json()) as EventsAnswer<Event>).events;
}
