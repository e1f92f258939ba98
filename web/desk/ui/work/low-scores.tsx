import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { moment } from '../../../shared/format';
import type { LowScore } from '../../client/records';
import type { Pages } from '../../client/types';
import { go } from '../../router';
import { Body, Head, Status } from '../common';
import { useList, useNow } from '../hooks';
import { CallState, CallSteps, CallWindow, useCall } from './call';
import { PageTurn } from './orders';

interface LowScores extends Pages {
  scores: LowScore[];
}

type Which = 'open' | 'all';

/** Who was not content, why, and whether somebody has made up for it. */
export default function LowScoresView() {
  const [status, setStatus] = useState<Which>('open');
  const [page, setPage] = useState(1);
  const scores = useList<LowScores>(`/low_scores?${new URLSearchParams({ status, page: `${page}` })}`, 'callbacks');
  return (
    <main className="work">
      <Head title="低分回访">
        <Segmented<Which> value={status} onChange={(value) => { setStatus(value); setPage(1); }} options={[{ value: 'open', label: '待回访' }, { value: 'all', label: '全部' }]} />
      </Head>
      <Body reading={scores} empty={(data) => !data.scores.length} nothing={status === 'open' ? '没有要回访的低分' : '还没有人打低分'}>
        {(data) => (
          <>
            <table className="table">
              <thead><tr><th>评分</th><th>原因</th><th>关于</th><th>客户</th><th>承诺回访</th><th>状态</th><th /></tr></thead>
              <tbody>{data.scores.map((score) => <Row key={score.id} score={score} />)}</tbody>
            </table>
            <PageTurn pages={data} onTurn={setPage} />
          </>
        )}
      </Body>
    </main>
  );
}

function Row({ score: { score, scale, low, at, words, order_no, store, task } }: { score: LowScore }) {
  const now = useNow(60_000);
  const call = useCall(task);
  return (
    <tr>
      <td>{score === undefined ? '低分' : <Status kind={low ? 'urgent' : 'done'} text={`${score} / ${scale} 分`} />}{!low && <small>客户后来改了评分</small>}{at && <small>{moment(at, now)}</small>}</td>
      <td className="excerpt">{words ?? '客户没有说原因'}</td>
      <td>{order_no ? <Button type="link" size="small" className="is-flush" onClick={() => go('orders', order_no)}>{order_no}</Button> : '本次会话'}<small>{store?.name}</small></td>
      <td>{[task.name, task.phone && call.number].some(Boolean) ? <>{task.name} {task.phone && call.number}</> : '—'}<small>{task.plate}</small></td>
      <td><CallWindow callback={task} /></td>
      <td><CallState callback={task} /></td>
      <td className="actions"><CallSteps callback={task} call={call} /></td>
    </tr>
  );
}
