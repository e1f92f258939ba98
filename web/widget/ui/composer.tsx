import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Scores } from '../../shared/cards/rating';
import type { Ask } from '../../shared/events';
import { keyboardFor } from '../keyboard';
import { Field, type FieldElement } from './field';
import { PlateKeyboard } from './plate-keyboard';

/** The server takes no longer message. */
const LONGEST = 2000;
/** From here on the number of characters is shown. */
const NEARLY = 1800;

interface Props {
  asks: readonly Ask[];
  /** A text to mend, from a refused message. */
  draft: { text: string };
  onSend: (text: string) => void;
  onTyping: () => void;
}

export function Composer({ asks, draft, onSend, onTyping }: Props) {
  const field = useRef<FieldElement>(null);
  const [length, setLength] = useState(0);
  /** The wish that is answered with the normal keyboard after all. */
  const [plainFor, setPlainFor] = useState<readonly Ask[] | null>(null);
  const keyboard = plainFor === asks ? 'text' : keyboardFor(asks);
  const wishes = keyboardFor(asks);

  useEffect(() => {
    if (wishes !== 'plate') return;
    if (isPhone()) field.current?.blur();
    else setPlainFor(asks);
  }, [asks, wishes]);

  useLayoutEffect(() => {
    if (!draft.text || !field.current) return;
    field.current.value = draft.text;
    setLength(draft.text.length);
    field.current.focus();
  }, [draft]);

  const send = (): void => {
    const element = field.current;
    if (!element || !element.value.trim() || element.value.length > LONGEST) return;
    const text = element.value.trim();
    // Emptied at once, not with the next rendering: a second press finds nothing to send.
    element.value = '';
    element.style.height = '';
    setLength(0);
    onSend(text);
    element.focus();
  };
  const changed = (text: string): void => {
    setLength(text.length);
    if (text) onTyping();
  };

  return (
    <footer className="composer">
      {keyboard === 'score' && <Scores scale={5} onScore={(score) => onSend(`${score}分`)} />}
      <div className="composer-row">
        <Field
          ref={field}
          keyboard={keyboard}
          onInput={changed}
          onSend={send}
          onFocus={() => wishes === 'plate' && setPlainFor(asks)}
        />
        {wishes === 'plate' && keyboard === 'text' && (
          <button type="button" className="pill" onClick={() => setPlainFor(null)}>车牌键盘</button>
        )}
        {(keyboard === 'phone' || keyboard === 'code') && (
          <button type="button" className="pill" onClick={() => setPlainFor(asks)}>普通键盘</button>
        )}
        <button type="button" className="send" disabled={!length || length > LONGEST} onClick={send}>发送</button>
      </div>
      {length > NEARLY && (
        <p className={length > LONGEST ? 'count is-over' : 'count'} role="status">
          {length} / {LONGEST}{length > LONGEST && ' 字，请分几条发送'}
        </p>
      )}
      {keyboard === 'plate' && <PlateKeyboard onDone={onSend} onSwitch={() => field.current?.focus()} />}
    </footer>
  );
}

/** Where a keyboard on the glass helps: at a desk a real one is quicker. */
function isPhone(): boolean {
  return matchMedia('(pointer: coarse), (max-width: 600px)').matches;
}
