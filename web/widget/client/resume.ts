/** Going on here with a conversation that was begun on another device. */
import { accepted, timed } from '../../shared/line/access';
import type { Visitor } from './session';

/** What stands behind `#resume=` in the address; no server ever sees it. */
export function resumeToken(hash: string): string | null {
  return /^#resume=([\w.~-]+)$/.exec(hash)?.[1] ?? null;
}

/** Has a code sent to the customer's telephone; its masked number. @throws Problem or TypeError */
export async function requestCode(base: string, token: string): Promise<string> {
  const response = await open(base, { token });
  return ((await response.json()) as { phone: string }).phone;
}

/** Opens the conversation. @throws Problem (422: wrong code) or TypeError */
export async function openWith(base: string, token: string, code: string): Promise<Visitor> {
  const response = await open(base, { token, code });
  return (await response.json()) as Visitor;
}

async function open(base: string, body: object): Promise<Response> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  return accepted(await timed(`${base}/resume/open`, init));
}
