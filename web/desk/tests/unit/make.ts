/** Small worlds for the desk's tests. */
import type { LogEvent } from '../../../shared/events';
import type { DetailAnswer, DeskEvent, QueueAnswer, Summary, TalkEvent } from '../../client/types';

export const ME = '林晓';
export const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 23, 2, 0, seconds)).toISOString();

export function summary(id: string, more: Partial<Summary> = {}): Summary {
  return { id, owner: 'bot', mine: false, unread: 0, ...more };
}

export function queue(seq: number, waiting: readonly Summary[] = []): QueueAnswer {
  return { seq, waiting, staff: [], counts: { queued: waiting.length, mine: 0, human: 0, callbacks: 0, complaints: 0, rescues: 0 } };
}

/** A customer's or someone's words as the desk's log tells them. */
export function said(seq: number, conversation: string, conversation_seq: number, more: Partial<TalkEvent> = {}): TalkEvent {
  return { seq, at: at(seq), kind: 'message', from: 'customer', conversation, conversation_seq, body: { type: 'text', text: `第 ${conversation_seq} 句` }, ...more };
}

export function owned(seq: number, conversation: string, conversation_seq: number, owner: 'bot' | 'queued' | 'human' | 'closed', staff?: string): DeskEvent {
  return { seq, at: at(seq), kind: 'owner', from: 'system', conversation, conversation_seq, body: { owner, ...(staff && { staff }) } };
}

export function line(seq: number, more: Partial<LogEvent> = {}): LogEvent {
  return { seq, at: at(seq), kind: 'message', from: 'customer', body: { type: 'text', text: `第 ${seq} 句` }, ...more } as LogEvent;
}

export function detail(id: string, events: readonly LogEvent[], more: Partial<DetailAnswer> = {}): DetailAnswer {
  return {
    seq: 0, conversation: summary(id), events, collected: [], brief: [], notes: [], orders: [], bookings: [], complaints: [], callbacks: [], rescues: [], order_next: {}, ...more,
  };
}
