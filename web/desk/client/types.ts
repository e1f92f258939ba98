/** What the desk's API says (`/api/v1/desk`). Times are ISO 8601 with offset, money is fen, a value not known is left out. */
import type { Author, CardBody, LogEvent, MessageBody, Owner } from '../../shared/events';

export type VehicleKind = 'car' | 'moto';

export interface Store {
  id: string;
  name: string;
}

export interface Person {
  id: string;
  name: string;
}

export interface Me extends Person {
  role: 'advisor' | 'supervisor' | 'admin';
  store?: Store;
  csrf: string;
  online: boolean;
}

export interface Staff extends Person {
  role: Me['role'];
  store?: Store;
  online: boolean;
  /** Conversations held, and how many there may be. */
  load: number;
  capacity: number;
  me: boolean;
}

export type Priority = 'normal' | 'high' | 'urgent';

/** A conversation as a row of a list; personal data masked. */
export interface Summary {
  id: string;
  owner: Owner;
  mine: boolean;
  /** It waits, and my page rings for it. */
  rings?: boolean;
  staff?: Person;
  store?: Store;
  /** Of the customer's last message. */
  last_message_at?: string;
  /** Messages of the customer that nobody of the staff has read. */
  unread: number;
  last?: { seq: number; at: string; from: Author; preview: string };
  customer?: { id?: string; name?: string; phone?: string; verified?: boolean };
  plate?: string;
  danger?: boolean;
  queue?: { position: number; queued_at: string; priority: Priority };
  reason?: string;
  reason_text?: string;
  /** Words staff put on it. */
  labels?: readonly string[];
}

/** A reply kept for the next time. */
export interface Canned {
  id: number;
  shortcut: string;
  text: string;
  /** Everybody's, not one's own. */
  shared: boolean;
}

export interface Note {
  id: number | string;
  at: string;
  staff?: Person;
  text: string;
}

export interface StageChoice {
  stage: string;
  text: string;
}

export interface Vehicle {
  id: string;
  plate: string;
  kind: VehicleKind;
  brand?: string;
  model?: string;
  label?: string;
  energy?: string;
  mileage?: number;
}

export interface Customer {
  id: string;
  name?: string;
  phone?: string;
  member?: string;
  points?: number;
  verified?: boolean;
  vehicles: readonly Vehicle[];
}

export type CardOf<K extends CardBody['card']> = Extract<CardBody, { card: K }>;

export interface Detail {
  /** With full values. */
  conversation: Summary & { customer_read_seq?: number; staff_read_seq?: number };
  handoff?: { at: string; reason: string; reason_text: string; priority?: Priority; accepted_at?: string; staff?: Person };
  collected: readonly { slot: string; label: string; value: string }[];
  /** Five lines: who and which vehicle, the open order, what was said, what was promised, what to mind. */
  brief: readonly { label: string; text: string }[];
  customer?: Customer;
  notes: readonly Note[];
  orders: readonly CardOf<'order'>[];
  bookings: readonly CardOf<'booking'>[];
  complaints: readonly CardOf<'complaint'>[];
  callbacks: readonly CardOf<'callback'>[];
  rescues: readonly CardOf<'rescue'>[];
  /** The stages that may follow, by order number. */
  order_next: Readonly<Record<string, readonly StageChoice[]>>;
}

export interface DetailAnswer extends Detail {
  seq: number;
  /** The newest page of the customer's log, oldest first. */
  events: readonly LogEvent[];
}

export interface Counts {
  queued: number;
  mine: number;
  human: number;
  callbacks: number;
  complaints: number;
  rescues: number;
}

export interface QueueAnswer {
  seq: number;
  waiting: readonly Summary[];
  staff: readonly Staff[];
  counts: Counts;
}

export interface Pages {
  page: number;
  pages: number;
  total: number;
}

export type WorkList = 'orders' | 'bookings' | 'callbacks' | 'complaints' | 'rescues' | 'customers' | 'shop' | 'alert';

interface Entry<Kind extends string> {
  seq: number;
  at: string;
  kind: Kind;
}

/** A change in some conversation. Messages and cards carry their body only where the conversation is one's own. */
export type TalkEvent = Entry<'message' | 'card' | 'owner' | 'queue'> & {
  from: Author;
  conversation: string;
  conversation_seq: number;
  body?: MessageBody | { owner: Owner; staff?: string } | { position: number };
  preview?: string;
  client_id?: string;
};

/** A note by nobody says that a customer was left without an answer. */
export type NoteEvent = Entry<'note'> & { conversation: string; body: Note };
/** Something happened in another store's conversation; the numbers have no gap. */
export type ElsewhereEvent = Entry<'elsewhere'> & { body: { of: string } };

export type LabelEvent = Entry<'labels'> & { conversation: string };

export type WorkEvent = Entry<WorkList> & { body?: { no?: string } };

interface Passing<Kind extends string, From extends Author, Body> {
  at: string;
  kind: Kind;
  from: From;
  body: Body;
}

/** What happens now and is never replayed. */
export type PassingEvent =
  | (Passing<'typing', 'customer', unknown> & { conversation: string })
  | (Passing<'typing', 'staff', { staff: Person }> & { conversation: string })
  | (Passing<'viewing', 'staff', { staff: Person; here: boolean }> & { conversation: string })
  | (Passing<'read', 'customer', { seq: number }> & { conversation: string })
  | (Passing<'presence', 'customer', unknown> & { conversation: string })
  | Passing<'staff', 'system', { staff: Person; online: boolean }>;

export type DeskEvent = TalkEvent | NoteEvent | LabelEvent | WorkEvent | ElsewhereEvent | PassingEvent;
