import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { asked, fill, fitting, valuesOf } from '../../canned';
import type { Canned } from '../../client/types';
import type { Thread } from '../../state';
import { useDesk, useMe, useReading } from '../hooks';

const SHOWN = 8;

interface Picker {
  list: ReactNode;
  /** Whether the key was for the picker. */
  onKeyDown: (event: KeyboardEvent) => boolean;
}

/** While the draft is a slash and a word, the canned replies that fit; choosing one makes it the draft. */
export function useCannedPicker(draft: string, thread: Thread, onPick: (text: string) => void): Picker {
  const desk = useDesk();
  const me = useMe();
  const word = asked(draft);
  const [at, setAt] = useState(0);
  useEffect(() => setAt(0), [word]);
  const { data } = useReading(word === null ? null : 'canned', () => desk.access.get<{ replies: Canned[] }>('/canned'));
  if (word === null || !data) return { list: null, onKeyDown: () => false };
  const found = fitting(data.replies, word).slice(0, SHOWN);
  const values = valuesOf(thread.detail, me.name, Date.now());
  const pick = ({ text }: Canned): void => onPick(fill(text, values));
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (event.nativeEvent.isComposing || !found.length) return false;
    if (event.key === 'ArrowDown') setAt((n) => (n + 1) % found.length);
    else if (event.key === 'ArrowUp') setAt((n) => (n + found.length - 1) % found.length);
    else if (event.key === 'Enter' || event.key === 'Tab') pick(found[Math.min(at, found.length - 1)]!);
    else return false;
    event.preventDefault();
    return true;
  };
  const list = (
    <ul className="canned" role="listbox" aria-label="快捷回复">
      {found.map((reply, i) => (
        <li key={reply.id} role="option" aria-selected={i === at} onMouseDown={(event) => { event.preventDefault(); pick(reply); }}>
          <b>/{reply.shortcut}</b> {fill(reply.text, values)}
        </li>
      ))}
      {!found.length && <li className="none">没有“{word}”的快捷回复，可以在右下角头像菜单里添加</li>}
    </ul>
  );
  return { list, onKeyDown };
}
