/** What the desk knows, as a pure function of what it read and what was told since. */
import { isLogged, type LogEvent, type MessageBody } from '../shared/events';
import type { OutboxItem } from '../shared/line/outbox';
import { extend, openAt, prepend, renew, type Transcript } from '../shared/transcript';
import { type Company, hearOf, isOfStaff, lapse } from './company';
import type { Counts, DeskEvent, Detail, DetailAnswer, Note, PassingEvent, QueueAnswer, Staff, Summary, TalkEvent, WorkList } from './client/types';

export interface Payload {
  conversation: string;
  text: string;
}

export type Pending = OutboxItem<Payload>;

/** A summary and the desk cursor at which it was read: older events are already in it. */
export type Held = Summary & { readonly asOf: number };

/** A conversation that was opened. */
export interface Thread {
  detail: Detail;
  transcript: Transcript;
  /** Highest seq heard of, held or not. */
  known: number;
  /** The customer has read everything up to this seq. */
  customerRead: number;
  /** Until when (ms) the customer is typing; 0 when not. */
  typingUntil: number;
}

export interface DeskState {
  /** Whether the queue was read. */
  opened: boolean;
  online: boolean;
  /** Place in the desk's own log. */
  cursor: number;
  summaries: Readonly<Record<string, Held>>;
  staff: readonly Staff[];
  counts: Counts;
  threads: Readonly<Record<string, Thread>>;
  /** Who of the staff looks at which conversation. */
  company: Company;
  /** Typed here and not yet come back with the log. */
  pending: readonly Pending[];
  /** How often each list was told to have changed. */
  changed: Readonly<Record<WorkList | 'conversations', number>>;
}

export const START: DeskState = {
  opened: false,
  online: true,
  cursor: 0,
  summaries: {},
  staff: [],
  counts: { queued: 0, mine: 0, human: 0, callbacks: 0, complaints: 0, rescues: 0 },
  threads: {},
  company: {},
  pending: [],
  changed: { conversations: 0, orders: 0, bookings: 0, callbacks: 0, complaints: 0, rescues: 0, customers: 0, shop: 0, alert: 0 },
};

export type Action =
  | { type: 'queue'; answer: QueueAnswer; mine: readonly Summary[]; mineSeq: number }
  | { type: 'summaries'; seq: number; list: readonly Summary[] }
  | { type: 'events'; events: readonly DeskEvent[]; me: string; now: number }
  | { type: 'passed'; seq: number }
  | { type: 'opened'; id: string; answer: DetailAnswer }
  | { type: 'log'; id: string; events: readonly LogEvent[] }
  | { type: 'older'; id: string; events: readonly LogEvent[] }
  | { type: 'renewed'; id: string; events: readonly LogEvent[] }
  | { type: 'read'; id: string; seq: number }
  | { type: 'note'; id: string; note: Note }
  | { type: 'outbox'; items: readonly Pending[] }
  | { type: 'tick'; now: number }
  | { type: 'line'; online: boolean };

/** A typing signal holds this long (ms) unless it is repeated. */
const TYPING = 5_000;

export function reduce(state: DeskState, action: Action): DeskState {
  switch (action.type) {
    case 'queue': return takeQueue(state, action);
    case 'summaries': return { ...state, summaries: merge(state.summaries, action.list, action.seq) };
    case 'events': return settle(action.events.reduce((before, event) => receive(before, event, action.me, action.now), state));
    case 'passed': return action.seq > state.cursor ? { ...state, cursor: action.seq } : state;
    case 'opened': return settle(openThread(state, action.id, action.answer));
    case 'log': return settle(withThread(state, action.id, (thread) => grow(thread, action.events)));
    case 'older': return withThread(state, action.id, (thread) => ({ ...thread, transcript: prepend(thread.transcript, action.events) }));
    case 'renewed': return withThread(state, action.id, (thread) => ({ ...thread, transcript: renew(thread.transcript, action.events) }));
    case 'read': return markRead(state, action.id, action.seq);
    case 'note': return withThread(state, action.id, (thread) => addNote(thread, action.note));
    case 'outbox': return settle({ ...state, pending: action.items });
    case 'tick': return tick(state, action.now);
    case 'line': return state.online === action.online ? state : { ...state, online: action.online };
  }
}

/** The queue and one's own conversations, complete: what is held as waiting or mine and is not there is so no longer. */
function takeQueue(state: DeskState, { answer, mine, mineSeq }: Extract<Action, { type: 'queue' }>): DeskState {
  const there = new Set([...answer.waiting, ...mine].map(({ id }) => id));
  const asOf = Math.min(answer.seq, mineSeq);
  const kept = Object.values(state.summaries).filter((held) => {
    const listed = waits(held) || held.mine;
    return !listed || held.asOf > asOf || there.has(held.id);
  });
  let summaries: DeskState['summaries'] = Object.fromEntries(kept.map((held) => [held.id, held]));
  summaries = merge(summaries, mine, mineSeq);
  summaries = merge(summaries, answer.waiting, answer.seq);
  return { ...state, opened: true, summaries, staff: answer.staff, counts: answer.counts, cursor: state.cursor || asOf };
}

function merge(before: DeskState['summaries'], list: readonly Summary[], asOf: number): DeskState['summaries'] {
  const fresh = list.filter(({ id }) => (before[id]?.asOf ?? 0) <= asOf);
  return { ...before, ...Object.fromEntries(fresh.map((summary) => [summary.id, { ...summary, asOf }])) };
}

function receive(state: DeskState, event: DeskEvent, me: string, now: number): DeskState {
  if (!('seq' in event)) return hear(state, event, now);
  if (event.seq <= state.cursor) return state;
  const passed = { ...state, cursor: event.seq };
  switch (event.kind) {
    case 'message':
    case 'card':
    case 'owner':
    case 'queue':
      return receiveTalk(passed, event, me);
    case 'note':
      return withThread(passed, event.conversation, (thread) => addNote(thread, event.body));
    case 'labels':
      return { ...passed, changed: bump(passed.changed, 'conversations') };
    case 'elsewhere':
      return passed;
    default:
      return event.kind in passed.changed ? { ...passed, changed: bump(passed.changed, event.kind) } : passed;
  }
}

function receiveTalk(state: DeskState, event: TalkEvent, me: string): DeskState {
  const held = state.summaries[event.conversation];
  const summaries = held && event.seq > held.asOf ? { ...state.summaries, [held.id]: { ...patch(held, event, me), asOf: event.seq } } : state.summaries;
  const listed = event.kind === 'owner' || event.kind === 'queue' || !held;
  const changed = listed ? bump(state.changed, 'conversations') : state.changed;
  return withThread({ ...state, summaries, changed }, event.conversation, (thread) => {
    const logged = asLogged(event);
    return logged ? grow(thread, [logged]) : { ...thread, known: Math.max(thread.known, event.conversation_seq) };
  });
}

/** The summary after one more event. */
function patch(held: Held, event: TalkEvent, me: string): Summary {
  const { body, from, at } = event;
  if (event.kind === 'message') {
    const preview = event.preview ?? previewOf(body as MessageBody | undefined);
    const last = { seq: event.conversation_seq, at, from, preview };
    return { ...held, last, ...(from === 'customer' && { last_message_at: at, unread: held.unread + 1 }) };
  }
  if (event.kind === 'owner' && body && 'owner' in body) {
    const { staff: _staff, queue, rings: _rings, ...rest } = held;
    const { owner, staff } = body;
    return {
      ...rest,
      owner,
      mine: owner === 'human' && staff === me,
      ...(staff && { staff: { id: '', name: staff } }),
      ...(owner === 'ringing' && staff === me && { rings: true }),
      ...(waits({ owner }) && { queue: queue ?? ({ position: 0, queued_at: at, priority: held.danger ? 'urgent' : 'normal' } as const) }),
    };
  }
  if (event.kind === 'queue' && body && 'position' in body && held.queue) return { ...held, queue: { ...held.queue, position: body.position } };
  return held;
}

/** Whether a customer waits for a person, be it that somebody's page rings. */
export function waits({ owner }: Pick<Summary, 'owner'>): boolean {
  return owner === 'queued' || owner === 'ringing';
}

const CARD_NAMES: Record<string, string> = {
  booking: '预约', order: '工单', quote: '报价', complaint: '投诉', rescue: '救援', callback: '回电', queue: '排队', rating: '评价', article: '文章',
};

/** What a message says, in one line of a list. */
export function previewOf(body: MessageBody | undefined): string {
  if (!body) return '';
  if (body.type === 'image') return '[图片]';
  if (body.type === 'card') return `[${CARD_NAMES[body.card] ?? '卡片'}]`;
  return body.text.slice(0, 60);
}

/** The event as the customer's log has it, where the desk's log carries all of it. */
function asLogged({ conversation_seq: seq, at, kind, from, body, client_id }: TalkEvent): LogEvent | null {
  return body ? ({ seq, at, kind, from, body, ...(client_id && { client_id }) } as LogEvent) : null;
}

function hear(state: DeskState, event: PassingEvent, now: number): DeskState {
  if (event.kind === 'staff') {
    const { staff, online } = event.body;
    return { ...state, staff: state.staff.map((one) => (one.id === staff.id ? { ...one, online } : one)) };
  }
  if (isOfStaff(event)) return { ...state, company: hearOf(state.company, event, now) };
  return withThread(state, event.conversation, (thread) => {
    if (event.kind === 'read') return { ...thread, customerRead: Math.max(thread.customerRead, event.body.seq) };
    return event.kind === 'typing' ? { ...thread, typingUntil: now + TYPING } : thread;
  });
}

function openThread(state: DeskState, id: string, { seq: _seq, events, ...detail }: DetailAnswer): DeskState {
  const before = state.threads[id];
  const logged = events.filter(isLogged);
  const first = logged[0]?.seq ?? 0;
  // Older pages that were read stay, unless there is now a gap between them and the newest page.
  const adjoins = before && before.transcript.last > 0 && first <= before.transcript.last + 1;
  const transcript = adjoins ? extend(before.transcript, logged) : openAt(logged);
  const thread: Thread = {
    detail,
    transcript,
    known: Math.max(before?.known ?? 0, transcript.last),
    customerRead: Math.max(before?.customerRead ?? 0, detail.conversation.customer_read_seq ?? 0),
    typingUntil: before?.typingUntil ?? 0,
  };
  return { ...state, threads: { ...state.threads, [id]: thread } };
}

function grow(thread: Thread, events: readonly LogEvent[]): Thread {
  const transcript = extend(thread.transcript, events);
  const known = events.reduce((highest, { seq }) => Math.max(highest, seq), thread.known);
  const spoke = events.some(({ kind, from }) => kind === 'message' && from === 'customer');
  return { ...thread, transcript, known, typingUntil: spoke ? 0 : thread.typingUntil };
}

function addNote(thread: Thread, note: Note): Thread {
  const { notes } = thread.detail;
  if (notes.some(({ id }) => id === note.id)) return thread;
  return { ...thread, detail: { ...thread.detail, notes: [...notes, note] } };
}

/** Whether events of the thread are missing that have to be fetched. */
export function hasGap({ known, transcript }: Thread): boolean {
  return known > transcript.last;
}

function markRead(state: DeskState, id: string, seq: number): DeskState {
  const held = state.summaries[id];
  if (!held?.unread || (held.last && held.last.seq > seq)) return state;
  return { ...state, summaries: { ...state.summaries, [id]: { ...held, unread: 0 } } };
}

/** Drops pending items whose echo is in the log. */
function settle(state: DeskState): DeskState {
  if (!state.pending.length) return state;
  const echoed = echoes(state);
  const pending = state.pending.filter((item) => !echoed.has(item.client_id));
  return pending.length === state.pending.length ? state : { ...state, pending };
}

/** The `client_id`s of pending items that are in the log of their conversation. */
export function echoes({ pending, threads }: DeskState): Set<string> {
  const spoken = new Set<string>();
  for (const id of new Set(pending.map(({ payload }) => payload.conversation))) {
    for (const { client_id } of threads[id]?.transcript.messages ?? []) if (client_id) spoken.add(client_id);
  }
  return spoken;
}

function tick(state: DeskState, now: number): DeskState {
  let { threads } = state;
  for (const [id, thread] of Object.entries(threads)) {
    if (thread.typingUntil > 0 && thread.typingUntil <= now) threads = { ...threads, [id]: { ...thread, typingUntil: 0 } };
  }
  const company = lapse(state.company, now);
  return threads === state.threads && company === state.company ? state : { ...state, threads, company };
}

function bump(changed: DeskState['changed'], list: WorkList | 'conversations'): DeskState['changed'] {
  return { ...changed, [list]: changed[list] + 1 };
}

function withThread(state: DeskState, id: string, change: (thread: Thread) => Thread): DeskState {
  const thread = state.threads[id];
  if (!thread) return state;
  const next = change(thread);
  return next === thread ? state : { ...state, threads: { ...state.threads, [id]: next } };
}
