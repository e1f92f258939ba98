/** Hands what is in the outbox to the server. */
import { isProblem } from '../../shared/line/access';
import type { OutboxItem, Payload, PhotoPayload } from './outbox';
import { prepare } from './photo';
import type { Session } from './session';

interface Steps {
  /** Keeps how far a picture has got, so that a reload goes on from there. */
  amend: (clientId: string, payload: Payload) => Promise<void>;
  /** How much of a picture has gone, 0 to 1. */
  onProgress: (clientId: string, part: number) => void;
}

/** @throws Problem on a refusal, TypeError without network */
export async function post(session: Session, item: OutboxItem, steps: Steps): Promise<unknown> {
  const { client_id, payload } = item;
  if (!('photo' in payload)) return session.post('/messages', { client_id, ...payload });
  const image = payload.image ?? (await send(session, client_id, payload, steps));
  try {
    return await session.post('/messages', { client_id, image });
  } catch (error) {
    // Pictures that nothing refers to are not kept for ever: after a long pause it is uploaded anew.
    if (!payload.image || !isProblem(error) || error.status !== 422) throw error;
    return session.post('/messages', { client_id, image: await send(session, client_id, payload, steps) });
  }
}

async function send(session: Session, clientId: string, payload: PhotoPayload, { amend, onProgress }: Steps): Promise<string> {
  let { photo } = payload;
  if (!payload.prepared) {
    photo = await prepare(photo);
    await amend(clientId, { photo, prepared: true });
  }
  const image = await session.upload(photo, (part) => onProgress(clientId, part));
  await amend(clientId, { photo, prepared: true, image });
  return image;
}
