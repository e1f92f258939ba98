/** Notifications of the browser, for a desk behind other windows: allowed once by a press, silent with the sound. */
import type { Alarm } from './alarm';
import { isMuted } from './sound';

const TEXT: Record<Alarm, string> = { waiting: '有客户在等人工', danger: '有紧急情况，请马上接待', message: '客户发来新消息' };

export function canAskToNotify(): boolean {
  return typeof Notification !== 'undefined' && Notification.permission === 'default';
}

/** Asks the person; browsers hear this only from a press. */
export async function askToNotify(): Promise<void> {
  await Notification.requestPermission();
}

/** Nothing of what was said: it may be read on a locked screen. */
export function notify(alarm: Alarm): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted' || isMuted() || document.hasFocus()) return;
  const shown = new Notification('客服工作台', { body: TEXT[alarm], tag: 'chexiaofu-desk', requireInteraction: alarm === 'danger' });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}
