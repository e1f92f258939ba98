/**
 * The transcript as a fold over the log: whatever way the events came (first page, live, replayed after a lost line,
 * older pages), the same events give the same transcript. Later events win by `seq`, never by order of arrival.
 */
import type { CardBody, CardEvent, LogEvent, MessageEvent, OwnerBody, QueueBody } from './events';

interface Versioned<T> {
  readonly seq: number;
  readonly body: T;
}

export interface Transcript {
  /** Ascending by seq. */
  readonly messages: readonly MessageEvent[];
  /** Newest data and choices of each card, by `card_id`. */
  readonly cards: Readonly<Record<string, Versioned<CardBody>>>;
  readonly owner: Versioned<OwnerBody> | null;
  readonly queue: Versioned<QueueBody> | null;
  /** Lowest and highest seq held; nothing is missing in between. Both 0 when empty. */
  readonly first: number;
  readonly last: number;
}

export const EMPTY: Transcript = { messages: [], cards: {}, owner: null, queue: null, first: 0, last: 0 };

const bySeq = (a: LogEvent, b: LogEvent): number => a.seq - b.seq;

/** The transcript of one page of history, the newest events of the log. */
export function openAt(events: readonly LogEvent[]): Transcript {
  const sorted = [...events].sort(bySeq);
  const start = sorted[0];
  return start ? take({ ...EMPTY, first: start.seq, last: start.seq - 1 }, sorted) : EMPTY;
}

/** Appends what is new in `events`; what is already held is dropped, what lies behind a gap is refused. */
export function extend(transcript: Transcript, events: readonly LogEvent[]): Transcript {
  return take(transcript, [...events].sort(bySeq));
}

/** Puts an older page in front; events that do not adjoin are refused. */
export function prepend(transcript: Transcript, events: readonly LogEvent[]): Transcript {
  const older = openAt(events.filter((event) => event.seq < transcript.first));
  if (older.last === 0 || older.last !== transcript.first - 1) return transcript;
  const cards = { ...older.cards };
  // A card that was shown whole since is what it is; one that was only changed since is changed from what it was.
  const whole = new Set(transcript.messages.map(({ body }) => body.type === 'card' && body.card_id));
  for (const [id, card] of Object.entries(transcript.cards)) cards[id] = whole.has(id) ? card : merge(cards[id], card);
  return {
    messages: [...older.messages, ...transcript.messages],
    cards,
    owner: transcript.owner ?? older.owner,
    queue: transcript.queue ?? older.queue,
    first: older.first,
    last: transcript.last,
  };
}

/** The same messages as they were read again: their pictures' addresses are fresh. */
export function renew(transcript: Transcript, events: readonly LogEvent[]): Transcript {
  const fresh = new Map(events.map((event) => [event.seq, event]));
  const messages = transcript.messages.map((message) => {
    const again = message.body.type === 'image' ? fresh.get(message.seq) : undefined;
    return again?.kind === 'message' ? again : message;
  });
  return { ...transcript, messages };
}

function take(before: Transcript, sorted: readonly LogEvent[]): Transcript {
  const fresh: LogEvent[] = [];
  let last = before.last;
  for (const event of sorted) {
    if (event.seq <= last) continue;
    if (event.seq !== last + 1) break;
    fresh.push(event);
    last = event.seq;
  }
  if (!fresh.length) return before;

  const messages = [...before.messages];
  const cards = { ...before.cards };
  let { owner, queue } = before;
  for (const event of fresh) {
    if (event.kind === 'owner') owner = { seq: event.seq, body: event.body };
    else if (event.kind === 'queue') queue = { seq: event.seq, body: event.body };
    else if (event.kind === 'card') cards[event.body.card_id] = revise(cards[event.body.card_id], event);
    else if (event.kind === 'message') {
      messages.push(event);
      if (event.body.type === 'card') cards[event.body.card_id] = { seq: event.seq, body: event.body };
    }
  }
  const first = before.first || fresh[0]!.seq;
  return { messages, cards, owner, queue, first, last };
}

function merge(before: Versioned<CardBody> | undefined, after: Versioned<CardBody>): Versioned<CardBody> {
  return { seq: after.seq, body: { ...before?.body, ...after.body } as CardBody };
}

function revise(before: Versioned<CardBody> | undefined, { seq, body }: CardEvent): Versioned<CardBody> {
  return merge(before, { seq, body: { ...body, choices: body.choices ?? [] } });
}

/** The body a card message shows now. */
export function currentCard(transcript: Transcript, body: CardBody): CardBody {
  return transcript.cards[body.card_id]?.body ?? body;
}

/** Who owns the conversation. Where no owner event is held yet, the newest word of bot or staff tells. */
export function currentOwner({ owner, messages }: Transcript): OwnerBody {
  if (owner) return owner.body;
  for (let i = messages.length - 1; i >= 0; i--) {
    if (messages[i]!.from === 'staff') return { owner: 'human' };
    if (messages[i]!.from === 'bot') break;
  }
  return { owner: 'bot' };
}

/** The place in the queue, while there is one. The server tells it next to the change of owner, before or after. */
export function currentPlace({ owner, queue }: Transcript): QueueBody | null {
  if (owner?.body.owner !== 'queued' || !queue) return null;
  return queue.seq >= owner.seq - 1 ? queue.body : null;
}
