import { readFileSync } from 'node:fs';

/** The stories that were recorded; see `tests/desk/histories.py`. */
export function histories<T>(): T[] {
  const path = process.env.HISTORIES;
  if (!path) throw new Error('HISTORIES names no file: tests/desk/test_stale_and_fresh.py records one and replays it');
  return JSON.parse(readFileSync(path, 'utf8')) as T[];
}

/** Every moment with every later one. */
export function pairs<T>(moments: readonly T[]): [T, T][] {
  return moments.flatMap((before, i) => moments.slice(i + 1).map((after): [T, T] => [before, after]));
}

interface Told {
  kind: string;
}

/** The kinds of events that somebody was told. */
export function kindsOf(readers: readonly { heard: readonly Told[] }[]): string[] {
  return [...new Set(readers.flatMap(({ heard }) => heard.map(({ kind }) => kind)))].sort();
}

/** Makes of every event of `kind` one of a kind that no page knows: what a reducer that drops it would see. */
export function deaf(kind: string): <E extends Told>(events: readonly E[]) => readonly E[] {
  return (events) => events.map((event) => (event.kind === kind ? { ...event, kind: 'unheard' } : event));
}
