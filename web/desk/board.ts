/** The board of orders: which stages share a column. */
import type { Order } from './client/records';

export interface Column {
  title: string;
  /** The one the title means first. */
  stages: readonly string[];
}

export const COLUMNS: readonly Column[] = [
  { title: '接车', stages: ['CHECKED_IN', 'BOOKED'] },
  { title: '检测', stages: ['DIAGNOSING'] },
  { title: '等客户确认', stages: ['QUOTED', 'ADDITIONAL_QUOTE'] },
  { title: '待施工', stages: ['DISPATCHED', 'APPROVED'] },
  { title: '施工', stages: ['IN_REPAIR', 'REWORK'] },
  { title: '等配件', stages: ['WAITING_PARTS'] },
  { title: '质检', stages: ['QC'] },
  { title: '可提车', stages: ['READY', 'SETTLED', 'DECLINED'] },
];

/** The orders of each column, in their given order; stages without a column get one of their own at the end. */
export function columnsOf(orders: readonly Order[]): { title: string; orders: Order[] }[] {
  const placed = COLUMNS.map(({ title, stages }) => ({ title, orders: orders.filter(({ stage }) => stages.includes(stage)) }));
  const known = new Set(COLUMNS.flatMap(({ stages }) => stages));
  const other = orders.filter(({ stage }) => !known.has(stage));
  return other.length ? [...placed, { title: '其他', orders: other }] : placed;
}

/** Whether the stage has to be told beside the title of its column. */
export function isUnusual(stage: string): boolean {
  return !COLUMNS.some(({ stages }) => stages[0] === stage);
}
