import { CopyButton } from './copy-button';
import type { Coordinates } from './events';

/** Five places are about a metre. */
const PLACES = 5;

/** `30.27412,120.15515`, as maps take it: latitude, then longitude. */
export function coordinates({ lat, lon }: Coordinates): string {
  return `${lat.toFixed(PLACES)},${lon.toFixed(PLACES)}`;
}

/** A shared position. No map is loaded: that would tell its maker where the customer is. */
export function Location({ text, lat, lon }: Coordinates & { text?: string | undefined }) {
  const point = coordinates({ lat, lon });
  const named = text?.replace(`（${point}）`, '').replace(point, '').trim();
  return (
    <div className="bubble location">
      <p className="location-head">
        <Pin />
        {named || '我的位置'}
      </p>
      <p className="location-point">
        <span>{point}</span>
        <CopyButton text={point} className="bubble-link" />
      </p>
    </div>
  );
}

function Pin() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 2a7 7 0 0 0-7 7c0 5 7 13 7 13s7-8 7-13a7 7 0 0 0-7-7zm0 9.5A2.5 2.5 0 1 1 12 6.5a2.5 2.5 0 0 1 0 5z" />
    </svg>
  );
}
