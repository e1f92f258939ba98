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

type CardOf<K extends CardBody['card']> = Extract<CardBody, { card: K }>;

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

export interface Callback {
  no: string;
  status: string;
  status_text: string;
  priority: Priority;
  name?: string;
  phone?: string;
  plate?: string;
  reason?: string;
  due_from: string;
  due_to: string;
  overdue: boolean;
  conversation?: string;
  done_at?: string;
  /** Somebody said there that they are in danger, and nobody has come to them. */
  danger?: boolean;
  /** When somebody could first have rung. */
  counts_from: string;
  /** The how-manieth promise of this call. */
  attempt: number;
  follows?: string;
  owner?: Person;
  /** The number to ring, for whoever has just picked the call up. */
  ring?: string;
}

/** A score so low that somebody sees to it, with the task that came of it. */
export interface LowScore {
  id: string;
  score?: number;
  scale?: number;
  /** False: the customer has given a better one since. */
  low: boolean;
  at?: string;
  words?: string;
  order_no?: string;
  store?: Store;
  task: Callback;
}

/** What went wrong, for those who lead, until one of them has seen it. */
export interface Alert {
  id: number;
  at: string;
  kind: 'ring_missed' | 'unanswered' | 'call_missed' | 'complaints';
  text: string;
  conversation?: string;
}

export interface Complaint {
  no: string;
  status: string;
  status_text: string;
  category_text: string;
  severity: 'low' | 'normal' | 'high' | 'urgent';
  severity_text: string;
  store?: Store;
  order_no?: string;
  name?: string;
  phone?: string;
  plate?: string;
  excerpt: string;
  created_at: string;
  first_answer_due: string;
  first_answered_at?: string;
  solution_due: string;
  /** The next deadline; none when closed. */
  due?: string;
  overdue: boolean;
  owner?: Person;
  conversation?: string;
}

/** Many complaints of one kind or store within a week: for managers, until one has taken note. */
export interface ComplaintWarning {
  id: string;
  text: string;
  count: number;
  raised_at: string;
}

export interface ComplaintDetail extends Complaint {
  text: string;
  when?: string;
  steps: readonly { seq: number; at: string; actor: string; text: string }[];
}

export interface Booking {
  no: string;
  status: 'confirmed' | 'done' | 'cancelled' | 'no_show';
  status_text: string;
  store: Store;
  service_text: string;
  start: string;
  end: string;
  name?: string;
  phone?: string;
  plate?: string;
  vehicle_kind: VehicleKind;
  vehicle_label?: string;
  pickup: boolean;
  note?: string;
  order_no?: string;
  conversation?: string;
  /** What must be given at check-in. */
  needs: readonly ('plate' | 'phone')[];
}

export interface Order {
  no: string;
  stage: string;
  stage_text: string;
  store: Store;
  plate?: string;
  name?: string;
  phone?: string;
  vehicle?: string;
  service?: string;
  opened_at: string;
  promised_at?: string;
  late: boolean;
  next: readonly StageChoice[];
}

export interface OrderEvent {
  seq: number;
  at: string;
  kind: 'stage' | 'promise' | 'note' | 'part';
  actor: string;
  stage_text?: string;
  promised_at?: string;
  reason?: string;
  note?: string;
}

export interface OrderLine {
  key: string;
  kind: string;
  name: string;
  fen: number;
  qty?: number;
  hours?: number;
  status: string;
  additional: boolean;
  arrived_at?: string;
}

export interface OrderDetail extends Order {
  description: string;
  mileage?: number;
  total_fen?: number;
  booking_no?: string;
  customer?: Person;
  card: CardOf<'order'>;
  events: readonly OrderEvent[];
  lines: readonly OrderLine[];
  /** Every version, the newest first. */
  quotes: readonly Quote[];
}

export interface QuoteDecision {
  line: string;
  decision: 'approved' | 'declined';
  /** Fen. */
  amount: number;
  at: string;
  by: string;
  how: string;
}

export interface Quote {
  version: number;
  created_at: string;
  created_by: string;
  decided_at?: string;
  /** The customer asked for a new one after it had expired. */
  renewal_asked_at?: string;
  card: CardOf<'quote'>;
  decisions: readonly QuoteDecision[];
}

export interface Stage extends StageChoice {
  /** For the head of a board's column. */
  short: string;
  finished: boolean;
  /** Stages an order may be led to from here in one go, over steps that need nobody's decision. */
  reach?: readonly string[];
}

export interface Rescue {
  no: string;
  status: string;
  status_text: string;
  name?: string;
  phone?: string;
  plate?: string;
  location?: string;
  problem?: string;
  promised_at?: string;
  overdue: boolean;
  conversation?: string;
  created_at: string;
  owner?: Person | string;
  /** The status that may follow. */
  next: readonly { status: string; text: string }[];
}

export interface CustomerRow {
  id: string;
  name?: string;
  phone?: string;
  member?: string;
  vehicles: readonly Pick<Vehicle, 'id' | 'plate' | 'kind' | 'label'>[];
}

export interface CustomerDetail extends Customer {
  orders: readonly Order[];
  bookings: readonly Booking[];
  conversations: readonly string[];
}
