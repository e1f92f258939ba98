import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { CloseOutlined, LeftOutlined, RightOutlined, ZoomInOutlined, ZoomOutOutlined } from '../icons';
import { Dialog } from '../../../shared/dialog';
import type { MessageEvent } from '../../../shared/events';
import { moment, safeLink } from '../../../shared/format';
import { neighbour } from '../../select';

type ImageMessage = MessageEvent & { body: { type: 'image'; url: string } };

/** The photos among the messages, oldest first. */
export function photosOf(messages: readonly MessageEvent[]): ImageMessage[] {
  return messages.filter((message): message is ImageMessage => message.body.type === 'image');
}

interface Props {
  photos: readonly ImageMessage[];
  /** The seq of the one shown. */
  at: number;
  today: number;
  onMove: (seq: number) => void;
  /** The address no longer opens it. */
  onStale: (seq: number) => void;
  onClose: () => void;
}

/** A photo over the whole screen: ← and → lead to the others, + and - change its size, Esc goes back. */
export function Viewer({ photos, at, today, onMove, onStale, onClose }: Props) {
  const [whole, setWhole] = useState(true);
  const [asked, setAsked] = useState(0);
  const photo = photos.find(({ seq }) => seq === at);
  const step = (by: 1 | -1): void => {
    const next = neighbour(photos.map(({ seq }) => `${seq}`), `${at}`, by);
    if (next === undefined) return;
    setWhole(true);
    onMove(Number(next));
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === 'ArrowLeft') step(-1);
      else if (event.key === 'ArrowRight') step(1);
      else if (event.key === '+' || event.key === '=') setWhole(false);
      else if (event.key === '-') setWhole(true);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
  if (!photo) return null;
  const src = safeLink(photo.body.url, location.origin);
  const ask = (): void => {
    setAsked(at);
    onStale(at);
  };
  return (
    <Dialog className="viewer" label="照片" onClose={onClose}>
      {(close) => (
        <div className="photo-viewer">
          <header>
            <span role="status">第 {photos.indexOf(photo) + 1} 张，共 {photos.length} 张</span>
            <time dateTime={photo.at}>{moment(photo.at, today)}</time>
            <Button type="text" icon={whole ? <ZoomInOutlined /> : <ZoomOutOutlined />} onClick={() => setWhole(!whole)}>{whole ? '原始大小' : '适合窗口'}</Button>
            <Button type="text" icon={<CloseOutlined />} aria-label="关闭照片" onClick={close} />
          </header>
          <div className={`photo-frame${whole ? ' is-whole' : ''}`} tabIndex={0} role="group" aria-label="照片，方向键换张">
            {src && <img key={src} src={src} alt={`${photo.from === 'customer' ? '客户' : '店里'}发的照片`} onClick={() => setWhole(!whole)} onError={() => asked !== at && ask()} />}
          </div>
          {photos.length > 1 && (
            <>
              <Button className="photo-step is-back" shape="circle" size="large" icon={<LeftOutlined />} aria-label="上一张" onClick={() => step(-1)} />
              <Button className="photo-step is-on" shape="circle" size="large" icon={<RightOutlined />} aria-label="下一张" onClick={() => step(1)} />
            </>
          )}
        </div>
      )}
    </Dialog>
  );
}
