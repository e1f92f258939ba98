/** Keys that work wherever the cursor is: Ctrl+K search, Alt+↑ and Alt+↓ the next conversation. Esc belongs to what is open. */
import { useEffect } from 'react';
import { go } from './router';

/** Told to whatever list of conversations is shown: -1 up, 1 down. */
export const STEP = 'desk-step';

export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        focusSearch();
      } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        event.preventDefault();
        dispatchEvent(new CustomEvent(STEP, { detail: event.key === 'ArrowUp' ? -1 : 1 }));
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
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
