/** What was begun and not sent, by conversation: it outlives a look elsewhere, a reload and a new login in this tab. */
import { useSyncExternalStore } from 'react';

export interface Draft {
  text: string;
  note: string;
}

const KEY = 'chexiaofu.desk.drafts';
const NOTHING: Draft = { text: '', note: '' };
const listeners = new Set<() => void>();
let drafts: Readonly<Record<string, Draft>> = stored();

function stored(): Record<string, Draft> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Record<string, Draft>;
  } catch {
    return {};
  }
}

export function setDraft(id: string, change: Partial<Draft>): void {
  const draft = { ...NOTHING, ...drafts[id], ...change };
  const { [id]: _, ...others } = drafts;
  drafts = draft.text || draft.note ? { ...others, [id]: draft } : others;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(drafts));
  } catch {
    // A browser that keeps nothing still has the drafts for as long as the page lives.
  }
  for (const listener of listeners) listener();
}

/** Puts a refused message back, before what was begun since. */
export function mend(id: string, text: string): void {
  const begun = drafts[id]?.text;
  setDraft(id, { text: begun ? `${text}\n${begun}` : text });
}

/** Forgets all drafts: somebody left the desk for good. */
export function dropDrafts(): void {
  for (const id of Object.keys(drafts)) setDraft(id, NOTHING);
}

export function useDraft(id: string): Draft {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => drafts[id] ?? NOTHING,
  );
}
