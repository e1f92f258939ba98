/**
 * What a shop puts into its own pages: one script that draws a button, and loads the chat when it is pressed.
 *
 *     <script src="https://chat.example/embed.js" data-store="river" data-colour="#0a7d3c" async></script>
 */
import { inkOn, css, parseColour } from '../shared/colour';
import { type FromFrame, type FromHost, MARK, messageOf } from '../shared/embed';
import { Keeper } from './keeper';
import { type Look, launcher, panel } from './look';

interface Options {
  store: string | undefined;
  colour: string | undefined;
  identity: string | undefined;
  identityUrl: string | undefined;
}

/** What the host page may call. */
export interface Chexiaofu {
  open(): void;
  close(): void;
  /** The visitor signed out: the next one on this device finds nothing of theirs. */
  forget(): void;
}

class Embed implements Chexiaofu {
  readonly #server: string;
  readonly #options: Options;
  readonly #keeper: Keeper;
  readonly #look: Look;
  #frame: HTMLIFrameElement | null = null;
  #identity: string | null = null;
  #shown = false;
  /** The chat has come up, and has a button of its own to fold it. */
  #ready = false;

  constructor(server: string, options: Options, label: string, side: 'left' | 'right') {
    this.#server = server;
    this.#options = options;
    this.#keeper = new Keeper(server);
    const colour = parseColour(options.colour) ?? [7, 134, 63];
    this.#look = launcher({ label, side, fill: css(colour), ink: css(inkOn(colour)) }, () => (this.#shown ? this.close() : this.open()));
    addEventListener('message', (event) => this.#hear(event));
  }

  open(): void {
    this.#frame ??= this.#load();
    this.#show(true);
    this.#frame.focus();
  }

  close(): void {
    if (!this.#shown) return;
    this.#show(false);
    this.#look.button.focus();
  }

  forget(): void {
    this.#keeper.forget();
    this.#frame?.parentElement?.remove();
    this.#frame = null;
    this.#ready = false;
    this.#look.count(0);
    this.#show(false);
  }

  #load(): HTMLIFrameElement {
    const query = new URLSearchParams({ host: location.origin });
    if (this.#options.store) query.set('store', this.#options.store);
    const frame = document.createElement('iframe');
    frame.title = '在线客服';
    frame.allow = 'geolocation; clipboard-write';
    frame.src = `${this.#server}/embed?${query}`;
    this.#look.root.append(panel(frame, this.#look));
    return frame;
  }

  #show(shown: boolean): void {
    this.#shown = shown;
    this.#look.show(shown, this.#ready);
    this.#tell({ [MARK]: 'shown', shown });
  }

  #hear({ data, origin, source }: MessageEvent<unknown>): void {
    if (origin !== this.#server || !this.#frame || source !== this.#frame.contentWindow) return;
    const message = messageOf<FromFrame>(data);
    switch (message?.[MARK]) {
      case 'ready': return void this.#welcome();
      case 'visitor': return this.#keeper.save(this.#identity, message.visitor);
      case 'unread': return this.#look.count(message.count);
      case 'close': return this.close();
    }
  }

  async #welcome(): Promise<void> {
    const { colour = null } = this.#options;
    this.#identity = await this.#statement();
    this.#tell({ [MARK]: 'welcome', visitor: this.#keeper.load(this.#identity), identity: this.#identity, colour });
    this.#ready = true;
    this.#show(this.#shown);
  }

  /** Asked for when the chat is opened, since it is valid for minutes; without one the visitor is nobody in particular. */
  async #statement(): Promise<string | null> {
    const { identity, identityUrl } = this.#options;
    if (!identityUrl) return identity || null;
    const response = await fetch(identityUrl, { credentials: 'same-origin' }).catch(() => null);
    const text = response?.ok ? (await response.text()).trim() : '';
    return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) ? text : null;
  }

  #tell(message: FromHost): void {
    this.#frame?.contentWindow?.postMessage(message, this.#server);
  }
}

const script = (document.currentScript ?? document.querySelector('script[src*="/embed.js"]')) as HTMLScriptElement | null;
const page = window as Window & { Chexiaofu?: Chexiaofu };

function begin({ src, dataset }: HTMLScriptElement): void {
  const { store, colour, identity, identityUrl, label, side } = dataset;
  page.Chexiaofu = new Embed(new URL(src).origin, { store, colour, identity, identityUrl }, label || '在线客服', side === 'left' ? 'left' : 'right');
}

// A page that changes without being loaded anew may run its scripts again.
if (script && !page.Chexiaofu) {
  if (document.body) begin(script);
  else addEventListener('DOMContentLoaded', () => begin(script));
}
