import { useEffect, useState, useSyncExternalStore } from 'react';
import { startOfDay } from '../../shared/format';
import type { Chat } from '../chat';
import { load, save } from '../../shared/line/storage';
import type { ChatState } from '../state';

export function useChat(chat: Chat): ChatState {
  return useSyncExternalStore(chat.subscribe, () => chat.state);
}

/** The beginning of the present day (ms); changes at midnight. */
export function useToday(): number {
  const [today, setToday] = useState(() => startOfDay(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setToday(startOfDay(Date.now())), 30_000);
    return () => clearInterval(timer);
  }, []);
  return today;
}

/** Large text, remembered. */
export function useLargeText(): [large: boolean, toggle: () => void] {
  const [large, setLarge] = useState(() => load('large') === '1');
  useEffect(() => {
    document.documentElement.classList.toggle('is-large', large);
    save('large', large ? '1' : '0');
  }, [large]);
  return [large, () => setLarge((now) => !now)];
}

/** Keeps the page as high as what the keyboard leaves free; iOS does not shrink the layout by itself. */
export function useViewportHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const fit = (): void => {
      // A pinch zoom changes the viewport too; only a keyboard makes it lower at scale 1.
      if (viewport.scale > 1.01) return;
      document.documentElement.style.setProperty('--height', `${viewport.height}px`);
      window.scrollTo(0, 0);
    };
    fit();
    viewport.addEventListener('resize', fit);
    return () => viewport.removeEventListener('resize', fit);
  }, []);
}

/** Counts in the title what came while the page was hidden. */
export function useUnreadTitle({ transcript }: ChatState, name: string): void {
  const [seen, setSeen] = useState(0);
  const { last, messages } = transcript;
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') setSeen(last);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [last]);
  useEffect(() => {
    const unread = seen ? messages.filter(({ seq, from }) => seq > seen && from !== 'customer').length : 0;
    document.title = unread ? `(${unread}) ${name}` : name;
  }, [seen, messages, name]);
}
