import { useEffect, useState, useSyncExternalStore } from 'react';
import { startOfDay } from '../../shared/format';
import type { Chat } from '../chat';
import type { Sight } from '../client/sight';
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
      // iOS pushes the page up to show the field, and WeChat leaves it there when the keyboard has gone.
      if (viewport.offsetTop > 0 || window.scrollY > 0) window.scrollTo(0, 0);
    };
    const settled = (): void => void setTimeout(fit, KEYBOARD_FALLS);
    fit();
    viewport.addEventListener('resize', fit);
    viewport.addEventListener('scroll', fit);
    addEventListener('focusout', settled);
    return () => {
      viewport.removeEventListener('resize', fit);
      viewport.removeEventListener('scroll', fit);
      removeEventListener('focusout', settled);
    };
  }, []);
}

/** How long (ms) a keyboard takes to go. */
const KEYBOARD_FALLS = 150;

/** Counts what came while the page was out of sight: in its title, and for the page that holds it. */
export function useUnread({ transcript }: ChatState, sight: Sight, name: string, tell: ((count: number) => void) | undefined): void {
  const [seen, setSeen] = useState(0);
  const { last, messages } = transcript;
  useEffect(() => {
    const look = (): void => {
      if (sight.visible) setSeen(last);
    };
    look();
    return sight.watch(look);
  }, [last, sight]);
  const unread = seen ? messages.filter(({ seq, from }) => seq > seen && from !== 'customer').length : 0;
  useEffect(() => {
    document.title = unread ? `(${unread}) ${name}` : name;
  }, [unread, name]);
  useEffect(() => tell?.(unread), [unread, tell]);
}
