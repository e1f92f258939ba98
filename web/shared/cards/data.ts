/** The data of each card. The server sends what it knows; a missing field is not shown. Times are ISO 8601, money is fen. */

export interface BookingData {
  no?: string;
  status?: string;
  status_text?: string;
  store?: string;
  address?: string;
  phone?: string;
  service?: string;
  start?: string;
  end?: string;
  /** Masked. */
  plate?: string;
  vehicle_kind?: 'car' | 'moto';
  /** Where the vehicle is collected. */
  pickup?: string;
  ics_url?: string;
}

export interface OrderStage {
  key: string;
  label: string;
  state: 'done' | 'current' | 'todo';
  at?: string;
}

export interface Note {
  at: string;
  text: string;
}

export interface OrderData {
  no?: string;
  plate?: string;
  vehicle?: string;
  store?: string;
  stage?: string;
  stage_text?: string;
  stages?: readonly OrderStage[];
  promised_at?: string;
  late_reason?: string;
  notes?: readonly Note[];
}

export interface ComplaintData {
  no?: string;
  category_text?: string;
  status_text?: string;
  severity_text?: string;
  /** While the first answer is owed. */
  first_answer_due?: string;
  /** The next answer after it. */
  next_due?: string;
  solution_due?: string;
  resolution?: string;
  steps?: readonly Note[];
}

export interface CallbackData {
  no?: string;
  /** Masked. */
  phone?: string;
  due_from?: string;
  due_to?: string;
  reason?: string;
  status_text?: string;
}

export interface QueueData {
  position?: number;
  wait_seconds?: number;
  can_leave?: boolean;
}

export interface RescueData {
  no?: string;
  status_text?: string;
  location?: string;
  promised_at?: string;
  hotline?: string;
}

export interface QuoteLine {
  id: string;
  kind: 'part' | 'labour' | 'other';
  name: string;
  /** Fen; negative for a discount. */
  amount: number;
  status: 'proposed' | 'approved' | 'declined' | 'ordered' | 'installed';
  qty?: number;
  hours?: number;
  /** Fen an hour. */
  rate?: number;
  reason?: string;
  /** What happens if it is not done. */
  if_left?: string;
  origin?: string;
  maker?: string;
  warranty?: string;
}

export interface QuoteData {
  no?: string;
  version?: number;
  status?: 'open' | 'decided' | 'superseded' | 'withdrawn' | 'expired';
  status_text?: string;
  /** Masked. */
  plate?: string;
  vehicle?: string;
  store?: string;
  additional?: boolean;
  lines?: readonly QuoteLine[];
  /** Fen, of the lines that were not declined. */
  total?: number;
  /** Fen, of the lines agreed to. */
  approved?: number;
  expires_at?: string;
  eta_if_approved?: string;
}

export interface RatingData {
  /** Highest score: 5 is shown as stars, 10 as the numbers 0 to 10. */
  scale?: number;
  prompt?: string;
  /** What was given; the card then only shows it. */
  score?: number;
}

export interface ArticleData {
  title?: string;
  text?: string;
}

export interface CardData {
  booking: BookingData;
  order: OrderData;
  complaint: ComplaintData;
  callback: CallbackData;
  queue: QueueData;
  rescue: RescueData;
  quote: QuoteData;
  rating: RatingData;
  article: ArticleData;
}

export type CardKind = keyof CardData;
