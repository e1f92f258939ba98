import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';

interface Props {
  className?: string;
  /** Read out when it opens. */
  label: string;
  onClose: () => void;
  children: ReactNode | ((close: () => void) => ReactNode);
}

/** A modal dialog of the browser's own: it keeps the focus inside, closes with Esc and gives the focus back. */
export function Dialog({ className = '', label, onClose, children }: Props) {
  const dialog: RefObject<HTMLDialogElement | null> = useRef(null);
  useLayoutEffect(() => {
    const element = dialog.current!;
    const before = document.activeElement;
    // Old WebViews know no modal dialogs; there it is an open one on top of the page.
    if (element.showModal) element.showModal();
    else element.setAttribute('open', '');
    return () => {
      // Unless it was meanwhile put elsewhere on purpose.
      const { activeElement } = document;
      const lost = !activeElement || activeElement === document.body || element.contains(activeElement);
      if (lost && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  const close = (): void => {
    if (dialog.current?.close) dialog.current.close();
    else onClose();
  };
  return (
    <dialog ref={dialog} className={`dialog ${className}`} aria-label={label} onClose={onClose} onClick={(event) => event.target === dialog.current && close()}>
      <div className="dialog-content">{typeof children === 'function' ? children(close) : children}</div>
    </dialog>
  );
}
