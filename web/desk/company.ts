/** Which colleagues have a conversation before their eyes, or write in it: told now and then, never replayed. */
import type { PassingEvent, Person } from './client/types';

export interface Colleague extends Person {
  /** Until when (ms) they count as looking, unless they say so again. */
  until: number;
  /** Until when (ms) they are typing; 0 when not. */
  typingUntil: number;
}

/** Colleagues by conversation; oneself too, as the server passes everybody's word to everybody. */
export type Company = Readonly<Record<string, readonly Colleague[]>>;

type StaffEvent = Extract<PassingEvent, { from: 'staff' }>;

/** Whoever looks says so every 20 seconds; two words lost are no leaving. */
const LOOKING = 45_000;
const TYPING = 5_000;

export function isOfStaff(event: PassingEvent): event is StaffEvent {
  return event.kind === 'viewing' || (event.kind === 'typing' && event.from === 'staff');
}

/** The company after somebody said that they look, left or type. */
export function hearOf(company: Company, { conversation, kind, body }: StaffEvent, now: number): Company {
  const there = company[conversation] ?? [];
  const { staff } = body;
  const others = there.filter(({ id }) => id !== staff.id);
  if (kind === 'viewing' && !body.here) return others.length === there.length ? company : { ...company, [conversation]: others };
  const typingUntil = kind === 'typing' ? now + TYPING : (there.find(({ id }) => id === staff.id)?.typingUntil ?? 0);
  return { ...company, [conversation]: [...others, { ...staff, until: now + LOOKING, typingUntil }] };
}

/** The company without what has lapsed; the same object if nothing has. */
export function lapse(company: Company, now: number): Company {
  let left = company;
  for (const [conversation, there] of Object.entries(company)) {
    if (!there.some(({ until, typingUntil }) => until <= now || (typingUntil > 0 && typingUntil <= now))) continue;
    const staying = there.filter(({ until }) => until > now).map((one) => (one.typingUntil > now ? one : { ...one, typingUntil: 0 }));
    left = { ...left, [conversation]: staying };
  }
  return left;
}

/** Who else is there, by name. */
export function othersAt(company: Company, conversation: string, me: string): Colleague[] {
  return (company[conversation] ?? []).filter(({ id }) => id !== me).sort((a, b) => a.name.localeCompare(b.name, 'zh'));
}
