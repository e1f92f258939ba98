import { App as Antd, Button, Drawer, Space } from 'antd';
import { useState } from 'react';
import { Card } from '../../../shared/cards/card';
import { moment, money } from '../../../shared/format';
import type { OrderDetail, OrderEvent, OrderLine } from '../../client/records';
import { go } from '../../router';
import { Body, Tel } from '../common';
import { useBusy, useDesk, useList, useNow } from '../hooks';
import { JobDialog } from './jobs';
import { Quotes } from './quotes';
import { QuoteDialog } from './quote-dialog';
import { StageDialog } from './stage-dialog';

/** One order: the card the customer sees, what was agreed, and everything that happened to it. */
export function OrderDrawer({ no, onClose }: { no: string; onClose: () => void }) {
  const order = useList<OrderDetail>(`/orders/${encodeURIComponent(no)}`, 'orders');
  const [moving, setMoving] = useState(false);
  const [quoting, setQuoting] = useState(false);
  const [driving, setDriving] = useState(false);
  const { data } = order;
  const move = data && data.next.length > 0 && (
    <Space>
      <Button onClick={() => setDriving(true)}>取送车</Button>
      <Button onClick={() => setQuoting(true)}>报价</Button>
      <Button type="primary" onClick={() => setMoving(true)}>更新进度</Button>
    </Space>
  );
  return (
    <Drawer open title={`工单 ${no}`} size={480} extra={move} onClose={onClose}>
      <Body reading={order} empty={() => false} nothing="">
        {(detail) => <OrderFile detail={detail} onChanged={order.reload} />}
      </Body>
      {quoting && <QuoteDialog no={no} onClose={(sent) => { setQuoting(false); if (sent) order.reload(); }} />}
      {driving && <JobDialog subject={{ order: no }} title={`取送车 · ${no}`} given={{ direction: 'deliver' }} onClose={() => setDriving(false)} />}
      {moving && data && (
        <StageDialog
          no={no}
          from={{ stage: data.stage, text: data.stage_text }}
          next={data.next}
          promisedAt={data.promised_at}
          onClose={(moved) => { setMoving(false); if (moved) order.reload(); }}
        />
      )}
    </Drawer>
  );
}

function OrderFile({ detail, onChanged }: { detail: OrderDetail; onChanged: () => void }) {
  const today = useNow(60_000);
  const { customer } = detail;
  const rows: [string, React.ReactNode][] = [
    ['客户', customer ? <Button type="link" size="small" onClick={() => go('customers', customer.id)}>{detail.name ?? customer.name}</Button> : detail.name],
    ['电话', detail.phone && <Tel number={detail.phone} />],
    ['车牌', detail.plate],
    ['项目', [detail.service, detail.description].filter(Boolean).join('：')],
    ['里程', detail.mileage && `${detail.mileage.toLocaleString('zh-CN')} 公里`],
    ['预约', detail.booking_no],
    ['金额', detail.total_fen !== undefined && money(detail.total_fen)],
  ];
  return (
    <div className="file">
      <Card body={{ ...detail.card, choices: [] }} today={today} disabled />
      <dl className="facts">
        {rows.filter(([, value]) => value).map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
      </dl>
      {detail.lines.length > 0 && <Lines no={detail.no} lines={detail.lines} onChanged={onChanged} />}
      <Quotes no={detail.no} quotes={detail.quotes} today={today} onChanged={onChanged} />
      <h3>经过</h3>
      <ol className="timeline">
        {[...detail.events].reverse().map((event) => (
          <li key={event.seq}>
            <span>{moment(event.at, today)} · {event.actor}</span>
            <p>{told(event, today)}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}

function told({ kind, stage_text, promised_at, reason, note }: OrderEvent, today: number): string {
  const what = kind === 'stage' ? stage_text : kind === 'promise' && promised_at ? `承诺 ${moment(promised_at, today)} 完成` : undefined;
  if (kind === 'part') return reason ?? '—';
  return [what, reason && `原因：${reason}`, note && `“${note}”`].filter(Boolean).join('，') || '—';
}

const LINE_STATUS: Record<string, string> = { proposed: '待确认', approved: '已同意', declined: '已拒绝', ordered: '配件已订', installed: '已安装' };

/** What may be noted of a part next: nothing before the customer agreed to it. */
function nextStep({ kind, status, arrived_at }: OrderLine): { step: string; label: string } | null {
  if (kind !== 'part') return null;
  if (status === 'approved') return { step: 'ordered', label: '已订货' };
  if (status !== 'ordered') return null;
  return arrived_at ? { step: 'installed', label: '已安装' } : { step: 'arrived', label: '到货' };
}

function Lines({ no, lines, onChanged }: { no: string; lines: readonly OrderLine[]; onChanged: () => void }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  const move = async (key: string, step: string): Promise<void> => {
    const path = `/orders/${encodeURIComponent(no)}/parts/${encodeURIComponent(key)}`;
    if (await run(() => desk.access.post(path, { step }))) onChanged();
  };
  return (
    <>
      <h3>项目与报价</h3>
      <table className="table is-plain">
        <tbody>
          {lines.map((line) => (
            <tr key={line.key}>
              <td>{line.name}{line.additional && <em className="mark">增项</em>}</td>
              <td>{line.qty ? `× ${line.qty}` : line.hours ? `${line.hours} 工时` : ''}</td>
              <td className="number">{money(line.fen)}</td>
              <td>{line.status === 'ordered' && line.arrived_at ? '配件已到' : (LINE_STATUS[line.status] ?? line.status)}</td>
              <td className="actions"><PartStep next={nextStep(line)} busy={busy} onMove={(step) => void move(line.key, step)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function PartStep({ next, busy, onMove }: { next: ReturnType<typeof nextStep>; busy: boolean; onMove: (step: string) => void }) {
  if (!next) return null;
  return <Button size="small" disabled={busy} onClick={() => onMove(next.step)}>{next.label}</Button>;
}
