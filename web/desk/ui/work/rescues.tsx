import { App as Antd, Button, Popconfirm, Segmented, Select } from 'antd';
import { useState } from 'react';
import { moment } from '../../../shared/format';
import type { Rescue } from '../../client/records';
import type { Pages } from '../../client/types';
import { go } from '../../router';
import { Body, Countdown, Head, Since, Status, Tel } from '../common';
import { useBusy, useDesk, useList, useNow } from '../hooks';
import { PageTurn } from './orders';

interface Rescues extends Pages {
  rescues: Rescue[];
}

/** Minutes from now. */
const ARRIVALS = [15, 30, 45, 60, 90, 120];

const OPEN = ['requested', 'scheduled', 'in_progress'];

/** Who is stuck on the road. */
export default function RescuesView() {
  const [status, setStatus] = useState<'open' | 'all'>('open');
  const [page, setPage] = useState(1);
  const now = useNow(60_000);
  const rescues = useList<Rescues>(`/rescues?${new URLSearchParams({ status, page: `${page}` })}`, 'rescues');
  return (
    <main className="work">
      <Head title="救援">
        <Segmented<'open' | 'all'> value={status} onChange={(value) => { setStatus(value); setPage(1); }} options={[{ value: 'open', label: '进行中' }, { value: 'all', label: '全部' }]} />
      </Head>
      <Body reading={rescues} empty={(data) => !data.rescues.length} nothing={status === 'open' ? '没有进行中的救援' : '没有记录'}>
        {(data) => (
          <>
            <table className="table">
              <thead><tr><th>救援</th><th>位置</th><th>情况</th><th>客户</th><th>承诺到达</th><th>状态</th><th /></tr></thead>
              <tbody>
                {data.rescues.map((rescue) => (
                  <tr key={rescue.no}>
                    <td>{rescue.no}<small>{OPEN.includes(rescue.status) ? <>已过 <Since at={rescue.created_at} /></> : moment(rescue.created_at, now)}</small></td>
                    <td className="excerpt">{rescue.location ?? '还没有问到位置'}</td>
                    <td className="excerpt">{rescue.problem ?? '—'}</td>
                    <td>{rescue.name ?? '—'} <Tel number={rescue.phone} /><small>{rescue.plate}</small></td>
                    <td>{rescue.promised_at ? <>{moment(rescue.promised_at, now)}{OPEN.includes(rescue.status) && <small><Countdown due={rescue.promised_at} /></small>}</> : '—'}</td>
                    <td><Status kind={rescue.status} text={rescue.status_text} /></td>
                    <td className="actions"><Moves rescue={rescue} onDone={rescues.reload} />{rescue.conversation && <Button type="link" size="small" onClick={() => go('conversations', rescue.conversation)}>会话</Button>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <PageTurn pages={data} onTurn={setPage} />
          </>
        )}
      </Body>
    </main>
  );
}

/** Moves a job on, or promises an arrival from now; the customer is told at once. */
function Moves({ rescue, onDone }: { rescue: Rescue; onDone: () => void }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  const send = (change: { status?: string; promised_at?: string }): Promise<boolean> =>
    run(async () => {
      await desk.access.post(`/rescues/${encodeURIComponent(rescue.no)}/status`, change);
      message.success('已通知客户');
      onDone();
    });
  const arrival = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
  return (
    <>
      {rescue.next.length > 0 && (
        <Select<number>
          size="small"
          value={null}
          disabled={busy}
          placeholder="改到达时间"
          aria-label={`${rescue.no} 改到达时间`}
          popupMatchSelectWidth={false}
          options={ARRIVALS.map((minutes) => ({ value: minutes, label: `${minutes} 分钟后到` }))}
          onChange={(minutes) => void send({ promised_at: arrival(minutes) })}
        />
      )}
      {rescue.next.map(({ status, text }) => (OPEN.includes(status)
        ? <Button key={status} size="small" disabled={busy} onClick={() => void send({ status })}>{text}</Button>
        : (
          <Popconfirm key={status} title={`记为“${text}”？记下后不能改，客户会收到通知。`} okText={text} cancelText="再想想" onConfirm={() => send({ status })}>
            <Button size="small" disabled={busy}>{text}</Button>
          </Popconfirm>
        )))}
    </>
  );
}
