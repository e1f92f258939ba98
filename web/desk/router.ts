/** The place in the desk is the address: `/desk/<view>/<id>`. */
import { useSyncExternalStore } from 'react';

export const VIEWS = ['conversations', 'bookings', 'orders', 'complaints', 'callbacks', 'rescues', 'customers'] as const;
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

export function go(view: View, id?: string): void {
  const path = write(id === undefined ? { view } : { view, id });
  if (path === location.pathname) return;
  history.pushState(null, '', path);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}

export function usePlace(): Place {
  return read(useSyncExternalStore(subscribe, () => location.pathname));
}
