/** The customer's event log as the API tells it (`GET /api/v1/events`). */
import type { CardData, CardKind } from './cards/data';

export type Author = 'customer' | 'bot' | 'staff' | 'system';

/** What a bot message wants to know. */
export type Ask =
  | 'plate' | 'phone' | 'code' | 'time' | 'service' | 'store' | 'vehicle' | 'location' | 'what' | 'when'
  | 'order' | 'vin' | 'score' | 'address' | 'name' | 'pickup' | 'privacy' | 'confirm';

/** What can be pressed in a bot message. */
export type Offer = 'slot' | 'store' | 'human' | 'callback' | 'hotline' | 'booking' | 'complaint' | 'resume';

/** A button. `choice` is an opaque id that only the server can read. */
export interface Choice {
  choice: string;
  label: string;
  /** On a quote: the line it decides about, `*` for all of them, and how. */
  line?: string;
  answer?: 'approved' | 'declined';
}

interface Annotations {
  asks?: readonly Ask[];
  offers?: readonly Offer[];
  /** Last customer message of the turn that this one answers. */
  reply_to?: number;
}

export interface TextBody extends Annotations {
  type: 'text';
  text: string;
  /** A text message that the demonstration shows on the page instead of sending it to a telephone. */
  sms?: boolean;
  /** Shown below the text; leads to this server. */
  link?: { url: string; label: string };
  /** Set on a customer's message that was a pressed button. */
  choice?: string;
  /** A position that the customer shared, in degrees (WGS 84); `text` names it. */
  location?: Coordinates;
}

export interface Coordinates {
  lat: number;
  lon: number;
}

export interface ChoicesBody extends Annotations {
  type: 'choices';
  text: string;
  choices: readonly Choice[];
}

interface BodyOf<K extends CardKind> extends Annotations {
  type: 'card';
  card: K;
  card_id: string;
  data: CardData[K];
  choices?: readonly Choice[];
}

export type CardBody = { [K in CardKind]: BodyOf<K> }[CardKind];

export interface ImageBody extends Annotations {
  type: 'image';
  /** Signed, valid for ten minutes; reading the event again gives a fresh one. */
  url: string;
  /** Pixels. */
  width?: number;
  height?: number;
}

export type MessageBody = TextBody | ChoicesBody | CardBody | ImageBody;

export type Owner = 'bot' | 'queued' | 'ringing' | 'human' | 'closed';

export interface OwnerBody {
  owner: Owner;
  staff?: string;
}

export interface QueueBody {
  position: number;
  wait_seconds?: number;
}

interface Logged<Kind extends string, Body> {
  seq: number;
  /** ISO 8601 with offset. */
  at: string;
  kind: Kind;
  from: Author;
  body: Body;
  client_id?: string;
}

export type MessageEvent = Logged<'message', MessageBody>;
export type OwnerEvent = Logged<'owner', OwnerBody>;
export type QueueEvent = Logged<'queue', QueueBody>;
export type CardEvent = Logged<'card', CardBody>;

/** What has a place in the log: gap-free `seq`, replayed after a lost line. */
export type LogEvent = MessageEvent | OwnerEvent | QueueEvent | CardEvent;

export interface TypingEvent {
  at: string;
  kind: 'typing';
  from: Author;
  body?: unknown;
}

export interface ReadEvent {
  at: string;
  kind: 'read';
  from: Author;
  /** Everything up to this seq was read by `from`. */
  body: { seq: number };
}

/** What happens now and is never replayed. */
export type PassingEvent = TypingEvent | ReadEvent;

export type ChatEvent = LogEvent | PassingEvent;

/** Whether the event has a place in the log. */
export function isLogged(event: ChatEvent): event is LogEvent {
  return 'seq' in event && typeof event.seq === 'number';
}
