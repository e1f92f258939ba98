import { Segmented } from 'antd';
import { useState } from 'react';
import type { Callback } from '../../client/records';
import type { Pages } from '../../client/types';
import { Body, Head, PRIORITY_TEXT, Status } from '../common';
import { useList } from '../hooks';
import { CallState, CallSteps, CallWindow, useCall } from './call';
import { PageTurn } from './orders';

interface Callbacks extends Pages {
  callbacks: Callback[];
}

type Which = 'open' | 'done' | 'missed';

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

function CallbackRow({ callback }: { callback: Callback }) {
  const call = useCall(callback);
  return (
    <tr>
      <td><CallWindow callback={callback} /></td>
      <td className="excerpt">{callback.danger && <Status kind="urgent" text="安全" />}{callback.priority !== 'normal' && <Status kind={callback.priority} text={PRIORITY_TEXT[callback.priority]} />}{callback.reason ?? '—'}</td>
      <td>{callback.name ?? '—'}<small>{callback.plate}</small></td>
      <td>{call.number}</td>
      <td><CallState callback={callback} /></td>
      <td className="actions"><CallSteps callback={callback} call={call} /></td>
    </tr>
  );
}
