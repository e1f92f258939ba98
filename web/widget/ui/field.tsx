import { forwardRef, type ClipboardEvent, type KeyboardEvent, type Ref, useLayoutEffect, useRef } from 'react';
import type { Keyboard } from '../keyboard';

export type FieldElement = HTMLInputElement | HTMLTextAreaElement;

interface Props {
  keyboard: Keyboard;
  onInput: (text: string) => void;
  onSend: () => void;
  onFocus: () => void;
  /** Pictures were pasted. */
  onPhotos: (photos: readonly File[]) => void;
}

const LINES = {
  phone: { type: 'tel', inputMode: 'tel', autoComplete: 'tel-national', placeholder: '请输入号码' },
  code: { type: 'text', inputMode: 'numeric', autoComplete: 'one-time-code', placeholder: '短信验证码' },
} as const;

/** The field for typing: a line with the right keyboard for numbers, a growing box for everything else. */
export const Field = forwardRef<FieldElement, Props>(function Field({ keyboard, onInput, onSend, onFocus, onPhotos }, ref) {
  const focused = useRef(false);
  const line = keyboard === 'phone' || keyboard === 'code' ? LINES[keyboard] : null;

  useLayoutEffect(() => {
    // Another kind of element took the field's place: the keyboard stays up if it was.
    if (focused.current) (ref as { current: FieldElement | null }).current?.focus();
  }, [line]);

  const common = {
    id: 'say',
    className: 'field',
    'aria-label': line?.placeholder ?? '输入消息',
    placeholder: line?.placeholder ?? '输入消息',
    enterKeyHint: 'send' as const,
    onFocus: () => {
      focused.current = true;
      onFocus();
    },
    onBlur: () => {
      focused.current = false;
    },
    onPaste: (event: ClipboardEvent) => {
      const photos = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
      if (!photos.length) return;
      event.preventDefault();
      onPhotos(photos);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
      event.preventDefault();
      onSend();
    },
  };
  if (line) {
    return <input key={keyboard} ref={ref as Ref<HTMLInputElement>} {...common} {...line} onInput={(event) => onInput(event.currentTarget.value)} />;
  }
  return (
    <textarea
      key="text"
      ref={ref as Ref<HTMLTextAreaElement>}
      {...common}
      rows={1}
      onInput={(event) => {
        grow(event.currentTarget);
        onInput(event.currentTarget.value);
      }}
    />
  );
});

/** Enter that ends the choice of a Chinese character is not an order to send. */
function isComposing(event: KeyboardEvent): boolean {
  const native = 'nativeEvent' in event ? event.nativeEvent : event;
  return (native as unknown as globalThis.KeyboardEvent).isComposing || event.keyCode === 229;
}

function grow(box: HTMLTextAreaElement): void {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
