import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Author, MessageEvent } from './events';

const MOUNTED = 100;
const STEP = 50;
/** Nearer than this (px) to an end of what is mounted, more is mounted. */
const NEAR = 240;
/** Nearer than this (px) to the bottom counts as being there. */
const AT_BOTTOM = 60;

export interface Scroll {
  box: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  mounted: readonly MessageEvent[];
  /** The oldest message held is mounted. */
  atStart: boolean;
  /** The newest messages are mounted. */
  pinned: boolean;
  /** The newest messages are before the eyes. */
  atNewest: boolean;
  /** How many came since the reader scrolled away. */
  missed: number;
  toNewest: () => void;
}

interface Anchor {
  key: string;
  /** Distance (px) from the top of the box. */
  top: number;
}

/**
 * Which messages are mounted, and what stays still while they change: the bottom when the reader is there, the row at
 * the top of the box otherwise.
 */
export function useScroll(messages: readonly MessageEvent[], pending: number, loadOlder: () => Promise<void>, own: Author): Scroll {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const bottom = useRef(true);
  /** Seq of the first mounted message while older ones are read, null at the newest. */
  const [top, setTop] = useState<number | null>(null);
  /** Newest seq when the reader left the bottom, null while there. */
  const [leftAt, setLeftAt] = useState<number | null>(null);

  const start = top === null ? Math.max(0, messages.length - MOUNTED) : Math.max(0, messages.findIndex(({ seq }) => seq >= top));
  const end = Math.min(messages.length, start + MOUNTED);
  const pinned = end === messages.length;
  const newest = messages[messages.length - 1]?.seq ?? 0;

  const toNewest = (): void => {
    bottom.current = true;
    setTop(null);
    setLeftAt(null);
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };

  /** Mounts more where the reader comes near an end of what is mounted; asks for more where nothing is left. */
  const fill = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = box.current!;
    const unfilled = scrollHeight <= clientHeight;
    if (scrollTop < NEAR && (unfilled || !bottom.current)) {
      if (messages[0]) setTop(messages[Math.max(0, start - STEP)]!.seq);
      if (start === 0) void loadOlder();
    } else if (!pinned && below(box.current!) < NEAR) {
      const next = Math.min(messages.length - MOUNTED, start + STEP);
      setTop(next + MOUNTED >= messages.length ? null : messages[next]!.seq);
    } else if (bottom.current) setTop(null);
  };

  const onScroll = (): void => {
    const element = box.current!;
    bottom.current = pinned && below(element) < AT_BOTTOM;
    anchor.current = firstVisible(element, content.current!);
    setLeftAt((at) => (bottom.current ? null : (at ?? newest)));
    fill();
  };

  useEffect(() => {
    const element = box.current!;
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  });

  useEffect(() => {
    if (pending) toNewest();
  }, [pending]);

  const hold = (): void => {
    const element = box.current;
    if (!element) return;
    if (bottom.current) element.scrollTop = element.scrollHeight;
    else if (anchor.current) restore(element, anchor.current);
  };
  useLayoutEffect(() => {
    hold();
    fill();
  });
  useEffect(() => {
    // The keyboard comes up, a picture arrives: what is read stays where it is.
    const observer = new ResizeObserver(hold);
    observer.observe(box.current!);
    observer.observe(content.current!);
    return () => observer.disconnect();
  }, []);

  const missed = leftAt === null ? 0 : messages.filter(({ seq, from }) => seq > leftAt && from !== own).length;
  return { box, content, mounted: messages.slice(start, end), atStart: start === 0, pinned, atNewest: leftAt === null, missed, toNewest };
}

/** How much (px) lies below what is seen. */
function below({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}

function firstVisible(box: HTMLElement, content: HTMLElement): Anchor | null {
  const edge = box.getBoundingClientRect().top;
  for (const row of content.querySelectorAll<HTMLElement>('[data-key]')) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > edge) return { key: row.dataset.key!, top: top - edge };
  }
  return null;
}

function restore(box: HTMLElement, { key, top }: Anchor): void {
  const row = box.querySelector(`[data-key="${key}"]`);
  if (row) box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - top;
}
