import type { Ask } from '../shared/events';

/** How the customer answers most easily. */
export type Keyboard = 'plate' | 'phone' | 'code' | 'score' | 'text';

const SPECIAL: ReadonlySet<string> = new Set<Keyboard>(['plate', 'phone', 'code', 'score']);

/** The keyboard for what the bot wants to know; the first of several wishes that has one of its own decides. */
export function keyboardFor(asks: readonly Ask[]): Keyboard {
  return (asks.find((ask) => SPECIAL.has(ask)) as Keyboard | undefined) ?? 'text';
}
