import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { why } from '../client/access';
import type { Me, WorkList } from '../client/types';
import type { Desk } from '../desk';
import type { DeskState } from '../state';

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  return useContext(DeskContext)!;
}

export function useDeskState(): DeskState {
  const desk = useDesk();
  return useSyncExternalStore(desk.subscribe, () => desk.state);
}

export function useMe(): Me {
  const desk = useDesk();
  return useSyncExternalStore(desk.subscribe, () => desk.me);
}

/** The present moment (ms), renewed every `step` ms. */
export function useNow(step = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), step);
    return () => clearInterval(timer);
  }, [step]);
  return now;
}

/** `value`, once it has rested for `ms`. */
export function useRested<T>(value: T, ms = 300): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}

export interface Reading<T> {
  data: T | null;
  /** Why there is nothing, or nothing new. */
  error: string | null;
  reload: () => void;
}

/** After a list was told to have changed, this long (ms) others may follow before it is read again. */
const GATHER = 400;

/** Reads with `read` whenever `key` changes, and again when one of `lists` was told to have changed. */
export function useReading<T>(key: string | null, read: () => Promise<T>, lists: readonly (WorkList | 'conversations')[] = []): Reading<T> {
  const state = useDeskState();
  const [found, setFound] = useState<{ key: string; data: T } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  const version = `${lists.map((list) => state.changed[list]).join()} ${state.online}`;
  const latest = useRef({ read, key, version });
  latest.current = { ...latest.current, read };

  useEffect(() => {
    if (key === null) return;
    let current = true;
    const changedOnly = latest.current.key === key && latest.current.version !== version;
    latest.current = { ...latest.current, key, version };
    const timer = setTimeout(() => {
      latest.current.read().then(
        (data) => {
          if (!current) return;
          setFound({ key, data });
          setError(null);
        },
        (reason: unknown) => current && setError(why(reason)),
      );
    }, changedOnly ? GATHER : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, version, asked]);

  return { data: found && found.key === key ? found.data : null, error, reload: () => setAsked((n) => n + 1) };
}

/** The list at `path` of the desk's API. */
export function useList<T>(path: string | null, ...lists: WorkList[]): Reading<T> {
  const desk = useDesk();
  return useReading<T>(path, () => desk.access.get<T>(path!), lists);
}

/** Does something once at a time: a second press while it runs does nothing. */
export function useBusy(onError: (title: string, error: unknown) => void): [busy: boolean, run: (task: () => Promise<unknown>) => Promise<boolean>] {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const run = async (task: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    try {
      await task();
      return true;
    } catch (error) {
      onError(why(error), error);
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return [busy, run];
}
