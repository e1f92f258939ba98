/**
 * The button and the panel. Everything is styled through the object model: a host page's content security policy may
 * forbid style elements, and its own styles must not reach in.
 */

interface Colours {
  label: string;
  side: 'left' | 'right';
  fill: string;
  ink: string;
}

export interface Look {
  root: ShadowRoot;
  button: HTMLButtonElement;
  side: 'left' | 'right';
  /** @param folds whether the chat can be folded up from inside; until then the button must do it */
  show(shown: boolean, folds: boolean): void;
  /** How many messages wait unread. */
  count(unread: number): void;
}

/** Narrower than this (px), the chat fills the screen. */
const PHONE = '(max-width: 520px), (max-height: 500px)';
/** Above whatever else the host page holds. */
const TOP = '2147483000';
const ABOVE_IT = '2147483001';

export function launcher({ label, side, fill, ink }: Colours, onPress: () => void): Look {
  const host = styled(document.createElement('div'), { all: 'initial' });
  const root = host.attachShadow({ mode: 'open' });
  const button = styled(document.createElement('button'), {
    all: 'initial',
    position: 'fixed',
    bottom: 'calc(20px + env(safe-area-inset-bottom))',
    [side]: '20px',
    zIndex: ABOVE_IT,
    boxSizing: 'border-box',
    minHeight: '48px',
    padding: '12px 18px',
    borderRadius: '24px',
    background: fill,
    color: ink,
    boxShadow: '0 2px 12px rgb(0 0 0 / 30%)',
    font: '16px/1.5 -apple-system, BlinkMacSystemFont, "PingFang SC", "Microsoft YaHei", sans-serif',
    cursor: 'pointer',
  });
  button.type = 'button';
  const words = document.createElement('span');
  button.append(words);
  button.onclick = onPress;
  // `all: initial` took the browser's own mark of the focus away.
  button.onfocus = () => styled(button, button.matches(':focus-visible') ? { outline: `3px solid ${fill}`, outlineOffset: '3px' } : {});
  button.onblur = () => styled(button, { outline: '' });
  const badge = styled(document.createElement('span'), {
    position: 'absolute',
    top: '-6px',
    right: '-4px',
    minWidth: '22px',
    padding: '0 6px',
    boxSizing: 'border-box',
    borderRadius: '11px',
    background: '#c8302c',
    color: '#fff',
    font: '13px/22px sans-serif',
    textAlign: 'center',
    display: 'none',
  });
  button.append(badge);
  root.append(button);
  document.body.append(host);
  let overflow: string | null = null;
  /** What lies under a chat that fills the screen does not scroll with it. */
  const hold = (held: boolean): void => {
    const { style } = document.documentElement;
    if (held && overflow === null) {
      overflow = style.overflow;
      style.overflow = 'hidden';
    } else if (!held && overflow !== null) {
      style.overflow = overflow;
      overflow = null;
    }
  };
  const look: Look = {
    root,
    button,
    side,
    show: (shown, folds) => {
      const phone = matchMedia(PHONE).matches;
      words.textContent = shown ? '收起' : label;
      button.setAttribute('aria-expanded', String(shown));
      styled(button, { display: shown && phone && folds ? 'none' : 'inline-block' });
      const box = root.querySelector<HTMLElement>('div');
      if (box) styled(box, { display: shown ? 'block' : 'none' });
      hold(shown && phone);
    },
    count: (unread) => {
      badge.textContent = unread > 99 ? '99+' : String(unread);
      badge.setAttribute('aria-label', `${badge.textContent} 条未读`);
      badge.setAttribute('role', 'img');
      styled(badge, { display: unread ? 'block' : 'none' });
    },
  };
  look.show(false, false);
  return look;
}

/** The box around the chat: beside the button, or the whole screen of a telephone. */
export function panel(frame: HTMLIFrameElement, { side }: Look): HTMLElement {
  const box = styled(document.createElement('div'), { position: 'fixed', zIndex: TOP, overflow: 'hidden', background: '#ededed', boxShadow: '0 4px 24px rgb(0 0 0 / 30%)' });
  const fit = (phone: boolean): void => {
    styled(box, phone ? { inset: '0', width: '', height: '', borderRadius: '0' } : { inset: 'auto', bottom: '84px', [side]: '20px', width: '384px', height: 'min(680px, calc(100vh - 104px))', borderRadius: '12px' });
  };
  const phone = matchMedia(PHONE);
  fit(phone.matches);
  // Old browsers know only this way of listening.
  phone.addListener(({ matches }) => fit(matches));
  styled(frame, { width: '100%', height: '100%', border: '0', display: 'block', colorScheme: 'normal' });
  box.append(frame);
  return box;
}

function styled<E extends HTMLElement>(element: E, style: Partial<Record<keyof CSSStyleDeclaration, string>>): E {
  Object.assign(element.style, style);
  return element;
}
