import { App as Antd, Button, Segmented } from 'antd';
import { useState } from 'react';
import { moment, span } from '../../../shared/format';
import type { Callback, Pages } from '../../client/types';
import { go } from '../../router';
import { Body, Countdown, Head, PRIORITY_TEXT, Status, Tel } from '../common';
import { useBusy, useDesk, useList, useMe, useNow } from '../hooks';
import { PageTurn } from './orders';

interface Callbacks extends Pages {
  callbacks: Callback[];
}

type Which = 'open' | 'done' | 'missed';
type Step = 'pick_up' | 'done' | 'missed';

/** Promised calls: danger first, then the earliest promise, then age. */
export default function CallbacksView() {
  const [status, setStatus] = useState<Which>('open');
  const [page, setPage] = useState(1);
  const callbacks = useList<Callbacks>(`/callbacks?${new URLSearchParams({ status, page: `${page}` })}`, 'callbacks');
  return (
    <main className="work">
      <Head title="回电">
        <Segmented<Which> value={status} onChange={(value) => { setStatus(value); setPage(1); }} options={[{ value: 'open', label: '待回电' }, { value: 'done', label: '已回电' }, { value: 'missed', label: '未打通' }]} />
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
  const me = useMe();
  const [ring, setRing] = useState(callback.ring);
  const isOpen = OPEN.includes(callback.status);
  const calling = callback.status === 'in_progress';
  const mine = callback.owner?.id === me.id;
  const step = async (how: Step): Promise<void> => {
    const shown = await desk.access.post<Callback>(`/callbacks/${encodeURIComponent(callback.no)}/${how}`);
    setRing(shown.ring);
  };
  const mark = (how: 'done' | 'missed'): void =>
    void modal.confirm({
      title: how === 'done' ? '电话打通了？' : '没有接通？',
      content: `${callback.no} 会记为“${how === 'done' ? '已回电' : '未接通'}”，记下后不能改，客户会收到通知。`,
      okText: how === 'done' ? '已回电' : '未接通',
      onOk: () => run(() => step(how)),
    });
  return (
    <tr>
      <td>
        {span(callback.due_from, callback.due_to, now)}
        {callback.attempt > 1 && <small>第 {callback.attempt} 次约（上次 {callback.follows} 没打）</small>}
        {isOpen && <small>{Date.parse(callback.due_from) > now ? '还没到时间' : <Countdown due={callback.due_to} />}</small>}
      </td>
      <td className="excerpt">{callback.danger && <Status kind="urgent" text="安全" />}{callback.priority !== 'normal' && <Status kind={callback.priority} text={PRIORITY_TEXT[callback.priority]} />}{callback.reason ?? '—'}</td>
      <td>{callback.name ?? '—'}<small>{callback.plate}</small></td>
      <td>{ring ? <a href={`tel:${ring}`}>{ring}</a> : <Tel number={callback.phone} />}</td>
      <td><Status kind={callback.status} text={callback.status_text} /><small>{callback.done_at ? moment(callback.done_at, now) : calling && callback.owner ? `${callback.no}，${callback.owner.name} 在打` : callback.no}</small></td>
      <td className="actions">
        {callback.conversation && <Button type="link" size="small" onClick={() => go('conversations', callback.conversation)}>会话</Button>}
        {isOpen && (!calling || (mine && !ring)) && (
          <Button type="primary" size="small" loading={busy} onClick={() => void run(() => step('pick_up'))}>{calling ? '看号码' : '我来打'}</Button>
        )}
        {calling && (
          <>
            <Button size="small" disabled={busy} onClick={() => mark('missed')}>未接通</Button>
            <Button type="primary" size="small" disabled={busy} onClick={() => mark('done')}>已回电</Button>
          </>
        )}
      </td>
    </tr>
  );
}
