import type { Choice } from '../events';
import { moment, money } from '../format';
import type { QuoteData, QuoteLine } from './data';
import { CardFrame, Rows } from './frame';

/** The `line` of a choice that decides about the whole quote. */
export const EVERY_LINE = '*';

const STATUS: Record<QuoteLine['status'], string> = {
  proposed: '待确认',
  approved: '已同意',
  declined: '不做',
  ordered: '配件已订',
  installed: '已安装',
};
const KINDS: Record<QuoteLine['kind'], string> = { part: '配件', labour: '工时', other: '其他' };
const ANSWERS = { approved: '做', declined: '不做' };
const TONES = { open: 'warn', decided: 'good', superseded: 'quiet', withdrawn: 'quiet', expired: 'quiet' } as const;

interface QuoteProps {
  data: QuoteData;
  choices?: readonly Choice[] | undefined;
  today: number;
  disabled?: boolean | undefined;
  onChoice?: ((choice: Choice) => void) | undefined;
}

/** What the shop proposes, line by line; each line that waits has its own buttons. */
export function QuoteCard({ data, choices = [], today, disabled, onChoice }: QuoteProps) {
  const version = data.version && data.version > 1 ? `第 ${data.version} 版` : undefined;
  const vehicle = [data.plate, data.vehicle].filter(Boolean).join(' · ');
  return (
    <CardFrame
      title={data.additional ? '增项报价' : '报价单'}
      no={data.no}
      status={[version, data.status_text].filter(Boolean).join(' · ') || undefined}
      tone={TONES[data.status ?? 'superseded']}
    >
      <Rows rows={[['车辆', vehicle]]} />
      {!!data.lines?.length && (
        <ul className="quote">
          {data.lines.map((line) => (
            <Line key={line.id} line={line} choices={choices.filter((choice) => choice.line === line.id)} disabled={disabled} onChoice={onChoice} />
          ))}
        </ul>
      )}
      {data.total !== undefined && (
        <p className="quote-total">
          {data.status === 'decided' ? '已同意' : '合计'} <strong>{money(data.status === 'decided' ? (data.approved ?? data.total) : data.total)}</strong>
        </p>
      )}
      {data.status !== 'decided' && data.eta_if_approved && <p className="card-no">同意的话，预计 {moment(data.eta_if_approved, today)} 可取车</p>}
      {data.expires_at && <p className="card-no">{moment(data.expires_at, today)} 前有效</p>}
    </CardFrame>
  );
}

interface LineProps {
  line: QuoteLine;
  choices: readonly Choice[];
  disabled?: boolean | undefined;
  onChoice?: ((choice: Choice) => void) | undefined;
}

function Line({ line, choices, disabled, onChoice }: LineProps) {
  const work = line.hours && line.rate ? `${line.hours} 小时 × ${money(line.rate)}` : undefined;
  const about = [KINDS[line.kind], line.origin, line.maker, work, line.warranty && `质保${line.warranty}`].filter(Boolean).join(' · ');
  return (
    <li className={`is-${line.status}`}>
      <span className="quote-name">{line.name}</span>
      <span className="quote-amount">{money(line.amount)}</span>
      <span className="quote-about">{about}</span>
      <span className="quote-status">{STATUS[line.status]}</span>
      {line.reason && <span className="quote-why">{line.reason}</span>}
      {line.if_left && <span className="quote-why">不做：{line.if_left}</span>}
      {choices.length > 0 && (
        <span className="quote-answers" role="group" aria-label={line.name}>
          {choices.map((choice) => (
            <button
              key={choice.choice}
              type="button"
              disabled={disabled || !onChoice}
              aria-label={choice.label}
              onClick={() => onChoice?.(choice)}
            >
              {(choice.answer && ANSWERS[choice.answer]) ?? choice.label}
            </button>
          ))}
        </span>
      )}
    </li>
  );
}
