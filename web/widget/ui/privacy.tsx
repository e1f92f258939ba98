import { useLayoutEffect, useRef } from 'react';
import type { Shop } from '../../shared/shop';

interface Props {
  notice: NonNullable<Shop['privacy']>;
  onClose: () => void;
}

export function PrivacyDialog({ notice, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal?.(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="privacy-title" onClose={onClose}>
      <h2 id="privacy-title">{notice.title}</h2>
      <p>{notice.text}</p>
      <button type="button" className="pill is-strong" onClick={() => dialog.current?.close()}>我知道了</button>
    </dialog>
  );
}
