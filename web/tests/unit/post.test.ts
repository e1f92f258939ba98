import { describe, expect, it, vi } from 'vitest';
import { Problem } from '../../shared/problem';
import type { OutboxItem, Payload } from '../../widget/client/outbox';
import { post } from '../../widget/client/post';
import type { Session } from '../../widget/client/session';

const photo = new Blob(['x']);
const item = (payload: Payload): OutboxItem => ({ client_id: 'id', payload, text: '', at: '', order: 1, state: 'sending' });
const steps = () => ({ amend: vi.fn(async () => {}), onProgress: vi.fn() });

function session(...answers: (Problem | null)[]) {
  const posted: unknown[] = [];
  const upload = vi.fn(async () => 'new');
  const send = async (_path: string, body: unknown): Promise<void> => {
    posted.push(body);
    const answer = answers.shift();
    if (answer) throw answer;
  };
  return { session: { post: send, upload } as unknown as Session, posted, upload };
}

describe('a picture in the outbox', () => {
  it('is uploaded, kept as uploaded, then sent under its client id', async () => {
    const { session: line, posted } = session();
    const told = steps();
    await post(line, item({ photo, prepared: true }), told);
    expect(told.amend).toHaveBeenLastCalledWith('id', { photo, prepared: true, image: 'new' });
    expect(posted).toEqual([{ client_id: 'id', image: 'new' }]);
  });

  it('that is uploaded already is not uploaded again', async () => {
    const { session: line, posted, upload } = session();
    await post(line, item({ photo, prepared: true, image: 'old' }), steps());
    expect(upload).not.toHaveBeenCalled();
    expect(posted).toEqual([{ client_id: 'id', image: 'old' }]);
  });

  it('that the server no longer has is uploaded anew, once', async () => {
    const gone = new Problem(422, '找不到这张照片');
    const { session: line, posted } = session(gone);
    await post(line, item({ photo, prepared: true, image: 'old' }), steps());
    expect(posted).toEqual([{ client_id: 'id', image: 'old' }, { client_id: 'id', image: 'new' }]);
    await expect(post(session(gone, gone).session, item({ photo, prepared: true, image: 'old' }), steps())).rejects.toBe(gone);
  });

  it('is no reason to change other messages', async () => {
    const { session: line, posted } = session();
    await post(line, item({ location: { lat: 1, lon: 2 } }), steps());
    expect(posted).toEqual([{ client_id: 'id', location: { lat: 1, lon: 2 } }]);
  });
});
