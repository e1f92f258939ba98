import { createStore, del, set, values } from 'idb-keyval';
import type { OutboxItem, OutboxStore } from './outbox';

/** Items in the IndexedDB database `name`, one record each, so that two tabs never overwrite each other's. */
export function browserStore<Payload>(name: string): OutboxStore<Payload> {
  const store = createStore(name, 'outbox');
  return {
    all: () => values<OutboxItem<Payload>>(store),
    put: (item) => set(item.client_id, item, store),
    remove: (clientId) => del(clientId, store),
  };
}
