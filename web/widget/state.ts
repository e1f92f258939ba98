/** What the page shows, as a pure function of what happened. */
import type { Ask, CardBody, ChatEvent, Choice, LogEvent, MessageEvent } from '../shared/events';
import { isLogged } from '../shared/events';
import { EMPTY, extend, openAt, prepend, renew, type Transcript } from '../shared/transcript';
import type { OutboxItem } from './client/outbox';

export interface ChatState {
  /** Whether the newest page of history was read. */
  opened: boolean;
  /** Why the server does not let the visitor in. */
  refused: string | null;
  transcript: Transcript;
  /** Typed here and not yet come back with the log. */
  pending: readonly OutboxItem[];
  /** How much (0 to 1) of a pending picture has gone, by its `client_id`. */
  progress: Readonly<Record<string, number>>;
  /** Until when (ms) the other side is typing; 0 when it is not. */
  typingUntil: number;
  /** A person has read everything up to this seq. */
  readUpTo: number;
  /** Highest seq heard of, held or not. */
  known: number;
  online: boolean;
}

export const START: ChatState = {
  opened: false,
  refused: null,
  transcript: EMPTY,
  pending: [],
  progress: {},
  typingUntil: 0,
  readUpTo: 0,
  known: 0,
  online: true,
};

export type Action =
  | { type: 'opened'; events: readonly ChatEvent[] }
  | { type: 'events'; events: readonly ChatEvent[]; now: number }
  | { type: 'older'; events: readonly ChatEvent[] }
  | { type: 'renewed'; events: readonly ChatEvent[] }
  | { type: 'refused'; reason: string }
  | { type: 'progress'; id: string; part: number }
  | { type: 'outbox'; items: readonly OutboxItem[] }
  | { type: 'tick'; now: number }
  | { type: 'line'; online: boolean }
  | { type: 'moved' };

/** A typing signal holds this long (ms) unless it is repeated. */
const TYPING = 5_000;

export function reduce(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case 'opened':
      return settle({ ...state, opened: true, refused: null, transcript: openAt(action.events.filter(isLogged)) });
    case 'older':
      return { ...state, transcript: prepend(state.transcript, action.events.filter(isLogged)) };
    case 'renewed':
      return { ...state, transcript: renew(state.transcript, action.events.filter(isLogged)) };
    case 'refused':
      return { ...state, refused: action.reason };
    case 'progress':
      return { ...state, progress: { ...state.progress, [action.id]: action.part } };
    case 'events':
      return receive(state, action.events, action.now);
    case 'outbox':
      return settle({ ...state, pending: action.items });
    case 'tick':
      return state.typingUntil && state.typingUntil <= action.now ? { ...state, typingUntil: 0 } : state;
    case 'line':
      return state.online === action.online ? state : { ...state, online: action.online };
    case 'moved':
      return { ...START, pending: state.pending, online: state.online };
  }
}

function receive(state: ChatState, events: readonly ChatEvent[], now: number): ChatState {
  let { typingUntil, readUpTo, known } = state;
  const logged: LogEvent[] = [];
  for (const event of events) {
    if (isLogged(event)) {
      logged.push(event);
      known = Math.max(known, event.seq);
      if (event.kind === 'message' && event.from !== 'customer') typingUntil = 0;
    } else if (event.from !== 'customer') {
      if (event.kind === 'typing') typingUntil = now + TYPING;
      else if (event.kind === 'read' && event.from === 'staff') readUpTo = Math.max(readUpTo, event.body.seq);
    }
  }
  const heard = { ...state, typingUntil, readUpTo, known };
  // Before the first page is there, live events have nothing to adjoin; they are fetched again after it.
  if (!state.opened) return heard;
  return settle({ ...heard, transcript: extend(state.transcript, logged) });
}

/** Whether events are missing that have to be fetched again. */
export function hasGap({ opened, known, transcript }: ChatState): boolean {
  return opened && known > transcript.last;
}

/** Drops pending items whose echo is in the log. */
function settle(state: ChatState): ChatState {
  if (!state.pending.length) return state;
  const echoed = echoes(state.transcript);
  const pending = state.pending.filter((item) => !echoed.has(item.client_id));
  return pending.length === state.pending.length ? state : { ...state, pending };
}

/** The `client_id`s of the customer's own messages in the log. */
export function echoes(transcript: Transcript): Set<string> {
  const ids = transcript.messages.map((message) => message.client_id);
  return new Set(ids.filter((id): id is string => id !== undefined));
}

const NOTHING: readonly Ask[] = [];

/** What the bot wants to know now: the asks of its newest message, until the customer has answered. */
export function currentAsks({ transcript, pending }: ChatState): readonly Ask[] {
  if (pending.some((item) => item.state !== 'refused')) return NOTHING;
  const { messages } = transcript;
  for (let i = messages.length - 1; i >= 0; i--) {
    const { from, body } = messages[i]!;
    if (from === 'bot') return asksOf(body);
    if (from === 'customer' || from === 'staff') return NOTHING;
  }
  return NOTHING;
}

function asksOf(body: MessageEvent['body']): readonly Ask[] {
  return body.asks ?? NOTHING;
}

/**
 * Whether the buttons of `message` (showing `choices`) can be pressed. A pressed set is done with; a question lapses
 * when a newer bot message asks something; the buttons of a card that asks nothing stay until the card changes.
 */
export function canPress(state: ChatState, message: MessageEvent, choices: readonly Choice[]): boolean {
  const ids = new Set(choices.map(({ choice }) => choice));
  const pressed = state.pending.some((item) => 'choice' in item.payload && item.state !== 'refused' && ids.has(item.payload.choice));
  if (pressed) return false;
  if (message.body.type === 'card' && message.body.card === 'rating' && !choices.length) return !spokenSince(state, message.seq);
  const question = message.body.type === 'choices' || asksOf(message.body).length > 0;
  const labels = new Set(choices.map(({ label }) => label));
  for (const later of laterThan(state.transcript.messages, message.seq)) {
    const { body, from } = later;
    if (from === 'customer' && body.type === 'text') {
      if (body.choice ? ids.has(body.choice) : question && labels.has(body.text)) return false;
    }
    if (question && from === 'bot' && (body.type === 'choices' || asksOf(body).length > 0)) return false;
  }
  return true;
}

/** Whether the customer said anything after `seq`: a score without buttons is given in words. */
function spokenSince({ transcript, pending }: ChatState, seq: number): boolean {
  const waiting = pending.some((item) => item.state !== 'refused');
  return waiting || laterThan(transcript.messages, seq).some(({ from }) => from === 'customer');
}

function laterThan(messages: readonly MessageEvent[], seq: number): readonly MessageEvent[] {
  let start = messages.length;
  while (start > 0 && messages[start - 1]!.seq > seq) start--;
  return messages.slice(start);
}

/** The buttons a message shows now: its own, or those of the newest version of its card. */
export function choicesOf(body: MessageEvent['body'], card: CardBody | undefined): readonly Choice[] {
  if (body.type === 'choices') return body.choices;
  return body.type === 'card' ? ((card ?? body).choices ?? []) : [];
}
