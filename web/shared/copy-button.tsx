import { useEffect, useState } from 'react';
import { copy } from './copy';

/** How long (ms) the outcome is shown. */
const SHOWN = 2_000;

/** Copies `text` and says whether that worked. */
export function CopyButton({ text, label = '复制', className }: { text: string; label?: string; className?: string }) {
  const [outcome, setOutcome] = useState('');
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(''), SHOWN);
    return () => clearTimeout(timer);
  }, [outcome]);
  const press = (): void => {
    void copy(text).then((done) => setOutcome(done ? '已复制' : '请长按文字复制'));
  };
  return (
    <button type="button" className={className} aria-live="polite" onClick={press}>
      {outcome || label}
    </button>
  );
}
