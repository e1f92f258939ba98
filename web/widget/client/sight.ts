/** Whether the page is before the customer's eyes: its tab in front, and its frame, if it is in one, unfolded. */
import type { Host } from './host';

export interface Sight {
  readonly visible: boolean;
  /** Calls `look` at every change; the answer ends that. */
  watch: (look: () => void) => () => void;
}

export function sightOf(host: Host | null): Sight {
  const watchers = new Set<() => void>();
  const changed = (): void => watchers.forEach((look) => look());
  document.addEventListener('visibilitychange', changed);
  if (host) host.onShown = changed;
  return {
    get visible() {
      return document.visibilityState === 'visible' && (host?.shown ?? true);
    },
    watch: (look) => {
      watchers.add(look);
      return () => watchers.delete(look);
    },
  };
}
