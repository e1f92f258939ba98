import { useState } from 'react';
import { css, inkOn, parseColour, readableOn, type Rgb } from '../../shared/colour';
import { load, save } from '../../shared/line/storage';

/** Light, dark, or as the system is. */
export type Theme = 'system' | 'light' | 'dark';

const PAGE = { light: '#ededed', dark: '#111111' };
/** What the brand colour is read on: the surfaces of tokens.css. */
const SURFACES: Record<'light' | 'dark', Rgb> = { light: [237, 237, 237], dark: [35, 35, 35] };

export function storedTheme(): Theme {
  const kept = load('theme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Dresses the page, and what the browser draws around it. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.content = PAGE[theme === 'system' ? (meta.media.includes('dark') ? 'dark' : 'light') : theme];
  }
}

export function useTheme(): [theme: Theme, choose: (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (next: Theme): void => {
    save('theme', next);
    applyTheme(next);
    setTheme(next);
  };
  return [theme, choose];
}

/** Uses the shop's colour for what is pressed and marked, as far as it can be read. */
export function applyColour(text: string | null): void {
  const colour = parseColour(text);
  if (!colour) return;
  const { style } = document.documentElement;
  style.setProperty('--brand-fill', css(colour));
  style.setProperty('--on-brand', css(inkOn(colour)));
  style.setProperty('--brand-on-light', css(readableOn(colour, SURFACES.light)));
  style.setProperty('--brand-on-dark', css(readableOn(colour, SURFACES.dark)));
}
