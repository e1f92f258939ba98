import { moment, money } from '../format';
import type { QuoteData, QuoteLine } from './data';
import { CardFrame } from './frame';

const STATUS: Record<QuoteLine['status'], string> = {
  proposed: '待确认',
  approved: '已同意',
  declined: '已拒绝',
  ordered: '配件已订',
  installed: '已安装',
};
const KINDS: Record<QuoteLine['kind'], string> = { part: '配件', labour: '工时', other: '其他' };

export function QuoteCard({ data, today }: { data: QuoteData; today: number }) {
  const version = data.version && data.version > 1 ? `第 ${data.version} 版` : undefined;
  return (
    <CardFrame title="报价单" no={data.no} status={version} tone="quiet">
      {!!data.lines?.length && (
        <ul className="quote">
          {data.lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ul>
      )}
      {data.total !== undefined && (
        <p className="quote-total">
          合计 <strong>{money(data.total)}</strong>
        </p>
      )}
      {data.expires_at && <p className="card-no">{moment(data.expires_at, today)} 前有效</p>}
    </CardFrame>
  );
}

function Line({ line }: { line: QuoteLine }) {
  const about = [KINDS[line.kind], line.origin, line.reason].filter(Boolean).join(' · ');
  return (
    <li className={`is-${line.status}`}>
      <span className="quote-name">{line.name}</span>
      <span className="quote-amount">{money(line.amount)}</span>
      <span className="quote-about">{about}</span>
      <span className="quote-status">{STATUS[line.status]}</span>
    </li>
  );
}
