import { App as Antd, Button, Popconfirm, Radio, Space } from 'antd';
import { useState } from 'react';
import { Card } from '../../../shared/cards/card';
import { moment, money } from '../../../shared/format';
import type { OrderDetail, Quote } from '../../client/records';
import { useBusy, useDesk } from '../hooks';

type Answer = 'approved' | 'declined';
const ANSWERS = { approved: '同意', declined: '不做' };

interface Props {
  no: string;
  quotes: readonly Quote[];
  today: number;
  onChanged: () => void;
}

/** Every version of an order's quote, the newest first, with who decided what. */
export function Quotes({ no, quotes, today, onChanged }: Props) {
  if (!quotes.length) return null;
  return (
    <>
      <h3>报价记录</h3>
      {quotes.map((quote) => (
        <section key={quote.version} className="quote-version">
          <Card body={{ ...quote.card, choices: [] }} today={today} disabled />
          <p className="section-empty">
            {quote.created_by} · {moment(quote.created_at, today)}
            {quote.renewal_asked_at && ' · 客户请求重新报价'}
          </p>
          {quote.decisions.length > 0 && (
            <ol className="timeline">
              {quote.decisions.map((decision) => (
                <li key={`${decision.line}${decision.at}`}>
                  <span>{moment(decision.at, today)} · {decision.by} · {decision.how}</span>
                  <p>{ANSWERS[decision.decision]} {lineName(quote, decision.line)} {money(decision.amount)}</p>
                </li>
              ))}
            </ol>
          )}
          {quote.card.data.status === 'open' && <Record no={no} quote={quote} onChanged={onChanged} />}
        </section>
      ))}
    </>
  );
}

function lineName(quote: Quote, line: string): string {
  return quote.card.data.lines?.find(({ id }) => id === line)?.name ?? line;
}

/** What the customer said to a person: each open line gets its answer; or the quote is taken back. */
function Record({ no, quote, onChanged }: { no: string; quote: Quote; onChanged: () => void }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [answers, setAnswers] = useState<Record<string, Answer>>({});
  const [busy, run] = useBusy((title) => message.error(title));
  const open = (quote.card.data.lines ?? []).filter(({ status }) => status === 'proposed');
  const base = `/orders/${encodeURIComponent(no)}/quotes`;

  const record = (how: string): Promise<boolean> =>
    run(async () => {
      await desk.access.post<OrderDetail>(`${base}/decisions`, { answers, how });
      message.success('已登记，客户页面同步更新');
      onChanged();
    });
  const withdraw = (): Promise<boolean> =>
    run(async () => {
      await desk.access.post<OrderDetail>(`${base}/withdraw`, {});
      message.success('已撤回，已告诉客户');
      onChanged();
    });

  const given = Object.keys(answers).length;
  return (
    <div className="quote-record">
      <p>客户当面或电话答复的，在这里登记：</p>
      {open.map((line) => (
        <div key={line.id} className="quote-answer">
          <span>{line.name}</span>
          <Radio.Group
            aria-label={line.name}
            optionType="button"
            size="small"
            value={answers[line.id]}
            options={[{ value: 'approved', label: '同意' }, { value: 'declined', label: '不做' }]}
            onChange={({ target }) => setAnswers({ ...answers, [line.id]: target.value as Answer })}
          />
        </div>
      ))}
      <Space>
        <Button size="small" disabled={!given} loading={busy} onClick={() => record('当面')}>当面答复</Button>
        <Button size="small" disabled={!given} loading={busy} onClick={() => record('电话')}>电话答复</Button>
        <Popconfirm title="撤回报价？没答复的项目不做，不收费。" okText="撤回" cancelText="不撤" onConfirm={withdraw}>
          <Button size="small" danger disabled={busy}>撤回报价</Button>
        </Popconfirm>
      </Space>
    </div>
  );
}
