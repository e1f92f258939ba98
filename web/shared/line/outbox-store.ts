import { createStore, del, set, values } from 'idb-keyval';
import type { OutboxItem, OutboxStore } from './outbox';

/**
 * Items in the IndexedDB database `name`, one record each, so that two tabs never overwrite each other's. A browser that
 * keeps nothing for a frame of another site throws at the first touch: that, too, is a rejection here.
 */
export function browserStore<Payload>(name: string): OutboxStore<Payload> {
  const store = createStore(name, 'outbox');
  return {
    all: async () => values<OutboxItem<Payload>>(store),
    put: async (item) => set(item.client_id, item, store),
    remove: async (clientId) => del(clientId, store),
  };
}
