import type { OutboxItem as Item } from '../../shared/line/outbox';

/** What the customer sends: words, or a pressed button. */
export type Payload = { text: string } | { choice: string };

export type OutboxItem = Item<Payload>;
