import { App as Antd, Button, Segmented } from 'antd';
import { useState } from 'react';
import { moment, span } from '../../../shared/format';
import type { Callback, Pages } from '../../client/types';
import { go } from '../../router';
import { Body, Countdown, Head, PRIORITY_TEXT, Status, Tel } from '../common';
import { useBusy, useDesk, useList, useNow } from '../hooks';
import { PageTurn } from './orders';

interface Callbacks extends Pages {
  callbacks: Callback[];
}

type Which = 'open' | 'done' | 'missed';

/** Promised calls, the most urgent and earliest promise first. */
export default function CallbacksView() {
  const [status, setStatus] = useState<Which>('open');
  const [page, setPage] = useState(1);
  const callbacks = useList<Callbacks>(`/callbacks?${new URLSearchParams({ status, page: `${page}` })}`, 'callbacks');
  return (
    <main className="work">
      <Head title="回电">
        <Segmented<Which> value={status} onChange={(value) => { setStatus(value); setPage(1); }} options={[{ value: 'open', label: '待回电' }, { value: 'done', label: '已回电' }, { value: 'missed', label: '未接通' }]} />
      </Head>
      <Body reading={callbacks} empty={(data) => !data.callbacks.length} nothing={status === 'open' ? '没有要回的电话' : '没有记录'}>
        {(data) => (
          <>
            <table className="table">
              <thead><tr><th>承诺时间</th><th>事由</th><th>客户</th><th>电话</th><th>状态</th><th /></tr></thead>
              <tbody>{data.callbacks.map((callback) => <CallbackRow key={callback.no} callback={callback} />)}</tbody>
            </table>
            <PageTurn pages={data} onTurn={setPage} />
          </>
        )}
      </Body>
    </main>
  );
}

const OPEN = ['requested', 'scheduled', 'in_progress'];

function CallbackRow({ callback }: { callback: Callback }) {
  const desk = useDesk();
  const now = useNow(60_000);
  const { message, modal } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  const isOpen = OPEN.includes(callback.status);
  const mark = (how: 'done' | 'missed'): void =>
    void modal.confirm({
      title: how === 'done' ? '电话打通了？' : '没有接通？',
      content: `${callback.no} 会记为“${how === 'done' ? '已回电' : '未接通'}”，记下后不能改，客户会收到通知。`,
      okText: how === 'done' ? '已回电' : '未接通',
      onOk: () => run(() => desk.access.post(`/callbacks/${encodeURIComponent(callback.no)}/${how}`)),
    });
  return (
    <tr>
      <td>
        {span(callback.due_from, callback.due_to, now)}
        {isOpen && <small>{Date.parse(callback.due_from) > now ? '还没到时间' : <Countdown due={callback.due_to} />}</small>}
      </td>
      <td className="excerpt">{callback.priority !== 'normal' && <Status kind={callback.priority} text={PRIORITY_TEXT[callback.priority]} />}{callback.reason ?? '—'}</td>
      <td>{callback.name ?? '—'}<small>{callback.plate}</small></td>
      <td><Tel number={callback.phone} /></td>
      <td><Status kind={callback.status} text={callback.status_text} /><small>{callback.done_at ? moment(callback.done_at, now) : callback.no}</small></td>
      <td className="actions">
        {callback.conversation && <Button type="link" size="small" onClick={() => go('conversations', callback.conversation)}>会话</Button>}
        {isOpen && (
          <>
            <Button size="small" disabled={busy} onClick={() => mark('missed')}>未接通</Button>
            <Button type="primary" size="small" disabled={busy} onClick={() => mark('done')}>已回电</Button>
          </>
        )}
      </td>
    </tr>
  );
}
