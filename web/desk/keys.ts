/**
 * Keys that work wherever the cursor is: Ctrl+K search, Alt+↑ and Alt+↓ the next conversation, Alt+1 to 7 the views, Alt+J takes the
 * conversation that is open; "?" outside a field shows them. Esc belongs to what is open.
 */
import { useEffect } from 'react';
import { go, VIEWS } from './router';

/** Told to whatever list of conversations is shown: -1 up, 1 down. */
export const STEP = 'desk-step';

/** Told to the conversation that is open: accept it. */
export const TAKE = 'desk-take';

export function useShortcuts(onHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        focusSearch();
      } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        event.preventDefault();
        dispatchEvent(new CustomEvent(STEP, { detail: event.key === 'ArrowUp' ? -1 : 1 }));
      } else if (event.altKey && /^Digit[1-7]$/.test(event.code)) {
        event.preventDefault();
        go(VIEWS[Number(event.code.slice(5)) - 1]!);
      } else if (event.altKey && event.code === 'KeyJ') {
        event.preventDefault();
        dispatchEvent(new Event(TAKE));
      } else if ((event.key === '?' || event.key === '？') && !isField(event.target)) {
        event.preventDefault();
        onHelp();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function focusSearch(): void {
  const search = find();
  if (search) return search.select();
  go('conversations');
  requestAnimationFrame(() => find()?.select());
}

function find(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>('input[data-search], [data-search] input');
}
