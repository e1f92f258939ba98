import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Scores } from '../../shared/cards/rating';
import type { Ask } from '../../shared/events';
import { load, save } from '../../shared/line/storage';
import { keyboardFor } from '../keyboard';
import { Field, type FieldElement } from './field';
import { PlateKeyboard } from './plate-keyboard';
import { Tools } from './tools';

/** The server takes no longer message. */
const LONGEST = 2000;
/** From here on the number of characters is shown. */
const NEARLY = 1800;

export interface Draft {
  text: string;
  /** Whether the keyboard comes up for it. */
  focus: boolean;
}

/** A browser in a browser, as WeChat's, is closed without a word: what was typed is kept at every key. */
const DRAFT = 'draft';

export function keptDraft(): Draft {
  return { text: load(DRAFT) ?? '', focus: false };
}

interface Props {
  asks: readonly Ask[];
  /** A text to go on with: refused by the server, or typed before the page was closed. */
  draft: Draft;
  onSend: (text: string) => void;
  onTyping: () => void;
  onPhotos: (photos: readonly File[]) => void;
  onLocation: () => void;
}

export function Composer({ asks, draft, onSend, onTyping, onPhotos, onLocation }: Props) {
  const field = useRef<FieldElement>(null);
  const [length, setLength] = useState(0);
  const [unfolded, setUnfolded] = useState(false);
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
    if (draft.focus) field.current.focus();
  }, [draft]);

  const send = (): void => {
    const element = field.current;
    if (!element || !element.value.trim() || element.value.length > LONGEST) return;
    const text = element.value.trim();
    // Emptied at once, not with the next rendering: a second press finds nothing to send.
    element.value = '';
    element.style.height = '';
    setLength(0);
    save(DRAFT, '');
    onSend(text);
    element.focus();
  };
  const changed = (text: string): void => {
    setLength(text.length);
    save(DRAFT, text);
    if (text) onTyping();
  };

  return (
    <footer className="composer">
      {keyboard === 'score' && <Scores scale={5} onScore={(score) => onSend(`${score}分`)} />}
      <div className="composer-row">
        <button type="button" className="unfold" aria-label="照片和位置" aria-expanded={unfolded} aria-controls="tools" onClick={() => setUnfolded(!unfolded)}>
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z" /></svg>
        </button>
        <Field
          ref={field}
          keyboard={keyboard}
          onInput={changed}
          onSend={send}
          onPhotos={onPhotos}
          onFocus={() => wishes === 'plate' && setPlainFor(asks)}
        />
        {wishes === 'plate' && keyboard === 'text' && (
          <button type="button" className="pill" onClick={() => setPlainFor(null)}>车牌键盘</button>
        )}
        {(keyboard === 'phone' || keyboard === 'code') && (
          <button type="button" className="pill" onClick={() => setPlainFor(asks)}>普通键盘</button>
        )}
        {asks.includes('location') && <button type="button" className="pill" onClick={onLocation}>发送位置</button>}
        <button type="button" className="send" disabled={!length || length > LONGEST} onClick={send}>发送</button>
      </div>
      {length > NEARLY && (
        <p className={length > LONGEST ? 'count is-over' : 'count'} role="status">
          {length} / {LONGEST}{length > LONGEST && ' 字，请分几条发送'}
        </p>
      )}
      {unfolded && (
        <Tools
          onPhotos={(photos) => {
            setUnfolded(false);
            onPhotos(photos);
          }}
          onLocation={() => {
            setUnfolded(false);
            onLocation();
          }}
        />
      )}
      {keyboard === 'plate' && <PlateKeyboard onDone={onSend} onSwitch={() => field.current?.focus()} />}
    </footer>
  );
}

/** Where a keyboard on the glass helps: at a desk a real one is quicker. */
function isPhone(): boolean {
  return matchMedia('(pointer: coarse), (max-width: 600px)').matches;
}
