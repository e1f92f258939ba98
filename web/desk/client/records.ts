/** The shop's records as the desk's API says them: call-backs, complaints, bookings, orders, rescues, customers. */
import type { CardOf, Customer, Person, Priority, Store, StageChoice, Vehicle, VehicleKind } from './types';

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

export type Direction = 'collect' | 'deliver';

/** A drive that brings a vehicle in or back. */
export interface Job {
  no: string;
  direction: Direction;
  direction_text: string;
  status: 'planned' | 'under_way' | 'done' | 'cancelled';
  status_text: string;
  at: string;
  /** Planned, and its time has passed. */
  overdue: boolean;
  address?: string;
  driver?: string;
  fee_fen?: number;
  note?: string;
  store: Store;
  booking_no?: string;
  order_no?: string;
  name?: string;
  phone?: string;
  plate?: string;
  conversation?: string;
  next: readonly { status: Job['status']; text: string }[];
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
