/** Colours that a shop chooses, kept readable (WCAG 2.2, 1.4.3: contrast of at least 4.5 to 1). */

export type Rgb = readonly [red: number, green: number, blue: number];

const READABLE = 4.5;
const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** `#0a7d3c` or `#0a7`; anything else is no colour here. */
export function parseColour(text: string | null | undefined): Rgb | null {
  const hex = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text?.trim() ?? '')?.[1];
  if (!hex) return null;
  const pairs = hex.length === 3 ? [...hex].map((digit) => digit + digit) : [hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)];
  return pairs.map((pair) => Number.parseInt(pair, 16)) as unknown as Rgb;
}

export function css([red, green, blue]: Rgb): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

/** Relative luminance by WCAG, 0 to 1. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** What can be read on a field of `colour`: black or white; one of them always can. */
export function inkOn(colour: Rgb): Rgb {
  return contrast(colour, WHITE) >= READABLE ? WHITE : BLACK;
}

/** `colour`, darkened or lightened until it can be read on `ground`. */
export function readableOn(colour: Rgb, ground: Rgb): Rgb {
  const towards = luminance(ground) > 0.18 ? BLACK : WHITE;
  for (let step = 0; step < 20; step++) {
    const mixed = mix(colour, towards, step / 20);
    if (contrast(mixed, ground) >= READABLE) return mixed;
  }
  return towards;
}

function mix(colour: Rgb, other: Rgb, share: number): Rgb {
  return colour.map((part, i) => Math.round(part + (other[i]! - part) * share)) as unknown as Rgb;
}
