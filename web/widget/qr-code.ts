import { encode } from 'uqr';

/** Light modules around the code that readers need (ISO/IEC 18004). */
const QUIET = 4;

export interface QrCode {
  /** Modules along one side, with the quiet zone. */
  size: number;
  /** The dark modules, as an SVG path in units of modules. */
  path: string;
}

/** The QR code of `text`, made in this browser: nobody is told what it says. */
export function qrCode(text: string): QrCode {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET });
  const rows = data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join(''));
  return { size, path: rows.join('') };
}
