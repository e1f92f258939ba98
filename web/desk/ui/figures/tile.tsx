import type { Figure } from '../../client/figures';
import { change, parts, shown } from './words';

interface Props {
  figure: Figure;
  chosen: boolean;
  onChoose: () => void;
}

/** One figure: its value, how many cases, how it is spread and moved, and how it is defined. */
export function Tile({ figure, chosen, onChoose }: Props) {
  const { kind, title, value, pending, spread, business, previous, definition } = figure;
  const moved = change(figure);
  return (
    <li className={`figure${chosen ? ' is-chosen' : ''}`}>
      <button type="button" className="figure-open" aria-pressed={chosen} onClick={onChoose}>
        <span className="figure-title">{title}</span>
        <strong className={value === null ? 'is-nothing' : ''}>{value === null ? '暂无数据' : shown(kind, value)}</strong>
        <span className="figure-n">
          {parts(figure)}
          {pending > 0 && `，未定 ${pending}`}
        </span>
        {spread && <span className="figure-n">{kind === 'milliseconds' ? `P90 ${shown(kind, spread.p90)}，P95 ${shown(kind, spread.p95)}` : `P90 ${shown(kind, spread.p90)}`}</span>}
        {business && <span className="figure-n">营业时间：中位 {shown(kind, business.p50)}，P90 {shown(kind, business.p90)}</span>}
        {moved && <span className={`figure-moved is-${moved.tone}`}>{moved.text}{moved.tone === 'same' ? '' : `（上一期 ${shown(kind, previous.value)}）`}</span>}
      </button>
      <details className="figure-words">
        <summary aria-label={`${title}的口径`}>口径</summary>
        <p>{definition}</p>
      </details>
    </li>
  );
}
