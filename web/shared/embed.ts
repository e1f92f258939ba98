/** What the customer page in a frame and the loader in the host page tell each other, each to the other's exact origin. */

/** Marks our messages among those of a host page's other scripts. */
export const MARK = 'chexiaofu';

/** From the frame. */
export type FromFrame =
  /** It listens now. */
  | { [MARK]: 'ready' }
  /** The visitor's token, to be kept by the host page: a browser may not let a frame keep anything. */
  | { [MARK]: 'visitor'; visitor: string }
  | { [MARK]: 'unread'; count: number }
  | { [MARK]: 'close' };

/** From the loader. */
export type FromHost =
  | { [MARK]: 'welcome'; visitor: string | null; identity: string | null; colour: string | null }
  /** Whether the frame is before the customer's eyes. */
  | { [MARK]: 'shown'; shown: boolean };

/** The message in `data` if it is one of ours. */
export function messageOf<Message extends FromFrame | FromHost>(data: unknown): Message | null {
  return typeof data === 'object' && data !== null && typeof (data as Record<string, unknown>)[MARK] === 'string' ? (data as Message) : null;
}
