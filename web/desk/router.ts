/** The place in the desk is the address: `/desk/<view>/<id>`. */
import { useSyncExternalStore } from 'react';

export const VIEWS = ['conversations', 'bookings', 'orders', 'complaints', 'callbacks', 'rescues', 'customers', 'low_scores', 'figures', 'stores', 'rules', 'people', 'knowledge', 'account', 'audit'] as const;
export type View = (typeof VIEWS)[number];

export interface Place {
  view: View;
  id?: string;
}

const ROOT = '/desk/';

/** The place an address names; anything unknown is the conversations. */
export function read(pathname: string): Place {
  const [view, id] = pathname.slice(ROOT.length).split('/');
  const known = VIEWS.find((one) => one === view);
  if (!known) return { view: 'conversations' };
  return id ? { view: known, id: decodeURIComponent(id) } : { view: known };
}

/** The address of a place. */
export function write({ view, id }: Place): string {
  return ROOT + view + (id === undefined ? '' : `/${encodeURIComponent(id)}`);
}

const listeners = new Set<() => void>();

let unsaved = false;
let here = '';

/** Whether something typed here would be lost by leaving; the browser asks then, and so does every way out. */
export function keep(typed: boolean): void {
  unsaved = typed;
}

/** Whether nothing would be lost, or the person lets it go. */
export function mayLeave(): boolean {
  if (unsaved && !confirm('还有修改没有保存，确定要离开吗？')) return false;
  unsaved = false;
  return true;
}

if (typeof window !== 'undefined') addEventListener('beforeunload', (event) => unsaved && event.preventDefault());

export function go(view: View, id?: string): void {
  const path = write(id === undefined ? { view } : { view, id });
  if (path === location.pathname || !mayLeave()) return;
  history.pushState(null, '', path);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  const onBack = (): void => {
    if (mayLeave()) listener();
    else history.pushState(null, '', here);
  };
  listeners.add(listener);
  addEventListener('popstate', onBack);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', onBack);
  };
}

export function usePlace(): Place {
  here = useSyncExternalStore(subscribe, () => location.pathname);
  return read(here);
}
