import { createContext, useContext, useEffect, useRef, useState } from 'react';
import { Dialog } from './dialog';
import { safeLink } from './format';

interface Props {
  /** Signed by this server, or of a picture that is still in this browser. */
  url: string;
  /** Pixels: the place is kept before the picture has come. */
  width?: number;
  height?: number;
  /** The address no longer opens it: asks for a fresh one. */
  onStale?: (() => void) | undefined;
}

/** Where something shows pictures better than over the whole screen one by one: what a press does instead. */
export const ShowPicture = createContext<(() => void) | null>(null);

/** Addresses last ten minutes: one that fails sooner (ms) is not stale but broken. */
const ASKED_AGAIN = 60_000;

/** A picture in the talk; pressed, it fills the screen. */
export function Picture({ url, width, height, onStale }: Props) {
  const src = url.startsWith('blob:') ? url : safeLink(url, globalThis.location?.origin ?? '');
  const [failed, setFailed] = useState('');
  const [open, setOpen] = useState(false);
  const show = useContext(ShowPicture);
  const askedAt = useRef(-ASKED_AGAIN);
  useEffect(() => {
    // If a fresh address fails as well, the reader decides what is tried.
    if (!failed || !onStale || performance.now() - askedAt.current < ASKED_AGAIN) return;
    askedAt.current = performance.now();
    onStale();
  }, [failed, onStale]);

  if (!src) return <p className="notice">图片无法显示</p>;
  if (failed === src) {
    if (!onStale) return <p className="picture is-missing">照片（这个浏览器无法预览）</p>;
    const again = (): void => {
      setFailed('');
      onStale();
    };
    return <button type="button" className="picture is-missing" onClick={again}>图片没有打开，点此重试</button>;
  }
  const image = <img src={src} alt="照片" width={width} height={height} loading="lazy" decoding="async" onError={() => setFailed(src)} />;
  return (
    <>
      <button type="button" className="picture" aria-label="查看照片" onClick={() => (show ? show() : setOpen(true))}>{image}</button>
      {open && (
        <Dialog className="viewer" label="照片" onClose={() => setOpen(false)}>
          {(close) => (
            <button type="button" className="viewer-picture" aria-label="关闭" onClick={close}>
              <img src={src} alt="照片" onError={() => setFailed(src)} />
              <span aria-hidden="true">×</span>
            </button>
          )}
        </Dialog>
      )}
    </>
  );
}
