/** The page that holds this one in a frame, if one does. It keeps the visitor's token and says when the frame is seen. */
import { type FromFrame, type FromHost, MARK, messageOf } from '../../shared/embed';
import type { VisitorStore } from './session';

export interface Welcome {
  /** Where the visitor's token is kept. */
  store: VisitorStore;
  /** A signed statement of who the visitor is. */
  identity: string | null;
  /** The shop's colour, as it was written in the host page. */
  colour: string | null;
}

/** How long (ms) the host may take to answer; without its loader nobody would. */
const PATIENCE = 5_000;

export class Host {
  readonly #origin: string;
  #shown = true;
  /** Called when the frame is shown or hidden. */
  onShown: () => void = () => {};

  /** @param origin of the host page; the server let it embed this one, and the browser holds it to that */
  constructor(origin: string) {
    this.#origin = origin;
  }

  get shown(): boolean {
    return this.#shown;
  }

  /** Says that this page listens, and waits for what the host knows. @throws Error when it does not answer */
  meet(): Promise<Welcome> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the host page does not answer')), PATIENCE);
      addEventListener('message', ({ data, origin, source }: MessageEvent<unknown>) => {
        if (source !== parent || origin !== this.#origin) return;
        const message = messageOf<FromHost>(data);
        if (message?.[MARK] === 'welcome') {
          clearTimeout(timer);
          resolve({ ...message, store: this.#store(message.visitor) });
        } else if (message?.[MARK] === 'shown') {
          this.#shown = message.shown;
          this.onShown();
        }
      });
      this.#tell({ [MARK]: 'ready' });
    });
  }

  unread(count: number): void {
    this.#tell({ [MARK]: 'unread', count });
  }

  close(): void {
    this.#tell({ [MARK]: 'close' });
  }

  #store(kept: string | null): VisitorStore {
    let visitor = kept;
    return {
      load: () => visitor,
      save: (text) => {
        visitor = text;
        this.#tell({ [MARK]: 'visitor', visitor: text });
      },
    };
  }

  #tell(message: FromFrame): void {
    parent.postMessage(message, this.#origin);
  }
}

/** The host of this page, read from the address its loader opened; null when the page stands alone. */
export function findHost(): Host | null {
  if (parent === window || location.pathname !== '/embed') return null;
  const origin = new URLSearchParams(location.search).get('host');
  return origin ? new Host(origin) : null;
}
