/** What administrators edit: documents with the version they were read in. */
import type { Pages, VehicleKind } from './types';

/** A thing of the shop as it is. Amounts are in fen. */
export interface Thing<T> {
  id: string;
  version: string;
  document: T;
}

export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

export interface StoreDoc {
  name: string;
  address: string;
  phone: string;
  vehicles: VehicleKind[];
  hours: Partial<Record<Day, string[]>>;
  closed_weekdays: Day[];
  bays: Record<string, number> | null;
  technicians: number | { name: string; skills: string[] }[] | null;
  night_repair: { hours: string[]; services: string[]; surcharge_fen: number | null } | null;
  pickup: Pickup | null;
  parking: string;
  active: boolean;
}

export interface Pickup {
  offered: boolean;
  hours: string[] | null;
  drivers: number | null;
  minutes: number | null;
  bands: { to_km: number | null; fee_fen: number | null; areas: string[] }[];
}

export type DayKind = 'public_holiday' | 'makeup_workday' | 'closed' | 'hours';

export interface CalendarEntry {
  day: string;
  kind: DayKind;
  store: string | null;
  hours: string[] | null;
  note: string;
}

export interface PriceDoc {
  item: string;
  price: string;
  category?: string | null;
  vehicle?: VehicleKind | null;
  note?: string;
}

export interface PolicyDoc {
  name?: string;
  default_store: string;
  hotline_24h: string;
  policy: Record<string, unknown>;
  slots: Record<string, unknown>;
}

export interface PartDoc {
  part: string;
  /** Makes or models; none: all. */
  fits: string[];
  qty: number;
  order_days: number | null;
}

export interface StockDoc {
  stock: PartDoc[];
}

export interface RecallDoc {
  brand: string[];
  model: string[];
  vin_prefix: string[];
  text: string;
  remedy: string;
  date: string;
}

export interface RecallsDoc {
  recalls: RecallDoc[];
}

export interface PersonDoc {
  name: string;
  role: 'advisor' | 'supervisor' | 'admin';
  store: string | null;
  capacity: number;
  active: boolean;
}

export interface ArticleDoc {
  title: string;
  topic: string;
  kinds: VehicleKind[];
  questions: string[];
  body: string;
  active: boolean;
}

/** One line of what differs between two versions. */
export interface Line {
  label: string;
  before?: string;
  after?: string;
}

export interface Change {
  id: string;
  kind: string;
  subject: string;
  title: string;
  at: string;
  actor: { id: string; name: string };
  lines: Line[];
  undo_of?: string;
  new?: boolean;
  /** The version the thing has now. */
  version: string;
}

export interface History extends Pages {
  changes: Change[];
}

/** What somebody else saved meanwhile. */
export interface Theirs<T> extends Thing<T> {
  by: string;
  at?: string;
  lines: Line[];
}

/** A booking that a change hits. */
export interface HitBooking {
  no: string;
  start: string;
  service: string;
  store: { name: string };
  why: string;
  name?: string;
  phone?: string;
  plate?: string;
}

export interface Rehearsal {
  says: { text?: string; card?: string; title?: string; body?: string; buttons?: string[] }[];
  article: string | null;
  nearest: { id: string; title: string; score: number; enough: boolean }[];
}
