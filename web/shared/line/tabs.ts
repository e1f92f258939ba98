/** One stream a browser: the tab looked at last leads and tells the others what comes. */

export interface TabOptions<Message> {
  /** Of the lock and the channel: what these tabs share. */
  name: string;
  /** This tab leads from now on, until `signal` is aborted. */
  lead: (signal: AbortSignal) => void;
  receive: (message: Message) => void;
}

export interface Tabs<Message> {
  /** Tells the other tabs. */
  publish: (message: Message) => void;
  /** Takes the lead: a tab that is looked at is never the one a browser puts to sleep. */
  claim: () => void;
}

/** Joins the tabs of this browser. Without Web Locks or BroadcastChannel every tab leads its own stream. */
export function joinTabs<Message>({ name, lead, receive }: TabOptions<Message>): Tabs<Message> {
  if (!navigator.locks || typeof BroadcastChannel === 'undefined') {
    lead(new AbortController().signal);
    return { publish: () => {}, claim: () => {} };
  }
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => receive(data as Message);
  let leading = false;
  let line = new AbortController();

  const enter = (steal: boolean): void => {
    line.abort();
    line = new AbortController();
    const { signal } = line;
    const lost = new AbortController();
    const hold = (): Promise<void> => {
      leading = true;
      lead(lost.signal);
      return new Promise(() => {});
    };
    navigator.locks.request(name, steal ? { steal } : { signal }, hold).catch(() => {
      if (leading) {
        // Another tab took the lead over; stand in line again for when it is closed.
        leading = false;
        lost.abort();
        enter(false);
      } else if (!signal.aborted) lead(lost.signal);
    });
  };
  enter(document.visibilityState === 'visible');

  return {
    publish: (message) => {
      if (leading) channel.postMessage(message);
    },
    claim: () => {
      if (!leading) enter(true);
    },
  };
}
