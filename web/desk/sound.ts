/** The sound of the desk. Browsers allow none before the person has pressed something; what comes earlier is silent. */
import { load, save } from '../shared/line/storage';
import type { Alarm } from './alarm';

const KEY = 'desk.muted';
/** Tones in Hz, one after the other. */
const TONES: Record<Alarm, readonly number[]> = { waiting: [660, 880], danger: [988, 740, 988, 740], message: [880] };
const LENGTH = 0.16;
const GESTURES = ['pointerdown', 'pointerup', 'keydown'] as const;

let context: AudioContext | null = null;

/** Wakes the sound at the first press of a key or button that the browser takes for one. */
export function armSound(): void {
  const wake = (): void => {
    if (typeof AudioContext === 'undefined' || navigator.userActivation?.isActive === false) return;
    context ??= new AudioContext();
    void context.resume();
    for (const kind of GESTURES) removeEventListener(kind, wake);
  };
  for (const kind of GESTURES) addEventListener(kind, wake);
}

export function sound(alarm: Alarm): void {
  if (!context || context.state !== 'running' || isMuted()) return;
  TONES[alarm].forEach((tone, i) => beep(context!, tone, context!.currentTime + i * LENGTH * 1.15));
}

function beep(audio: AudioContext, tone: number, at: number): void {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.frequency.value = tone;
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.2, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + LENGTH);
}

export function isMuted(): boolean {
  return load(KEY) === 'yes';
}

export function setMuted(muted: boolean): void {
  save(KEY, muted ? 'yes' : 'no');
}
