import type { Coordinates } from '../../shared/events';
import type { OutboxItem as Item } from '../../shared/line/outbox';

/** A picture on its way: the file until it is uploaded, and under which name the server then has it. */
export interface PhotoPayload {
  photo: Blob;
  /** It is as small as it gets. */
  prepared?: boolean;
  image?: string;
}

/** A place, and what the customer adds to it in words. */
export interface LocationPayload {
  location: Coordinates & { text?: string };
}

/** What the customer sends: words, a pressed button, a picture, a place. */
export type Payload = { text: string } | { choice: string } | PhotoPayload | LocationPayload;

export type OutboxItem = Item<Payload>;

/** Words do not wait for pictures, which take long on a bad line. */
export function lane(payload: Payload): string {
  return 'photo' in payload ? 'photo' : 'words';
}
