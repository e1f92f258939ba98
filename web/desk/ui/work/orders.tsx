import { Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import { PlusOutlined } from '../icons';
import { moment } from '../../../shared/format';
import { columnsOf, isUnusual } from '../../board';
import type { Order, Stage } from '../../client/records';
import type { Pages, StageChoice, Store } from '../../client/types';
import { go } from '../../router';
import { Body, Head, Search } from '../common';
import { useList, useNow, useRested } from '../hooks';
import { NewOrder } from './new-order';
import { OrderDrawer } from './order-drawer';
import { StageDialog } from './stage-dialog';
import { shortName, useStages } from './stages';

interface Orders extends Pages {
  orders: Order[];
}

/** The orders in work as a board; a press moves one on. */
export default function OrdersView({ open }: { open: string | undefined }) {
  const [words, setWords] = useState('');
  const [store, setStore] = useState<string>();
  const [finished, setFinished] = useState(false);
  const [page, setPage] = useState(1);
  const [making, setMaking] = useState(false);
  const [moving, setMoving] = useState<{ order: Order; to: StageChoice | undefined } | null>(null);
  const q = useRested(words.trim());
  const query = new URLSearchParams({ finished: finished ? '1' : '0', page: `${page}`, ...(q && { q }), ...(store && { store }) });
  const stages = useStages();
  const orders = useList<Orders>(`/orders?${query}`, 'orders');
  const onFilter = <T,>(set: (value: T) => void) => (value: T): void => {
    set(value);
    setPage(1);
  };

  return (
    <main className="work">
      <Head title="工单" actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>新工单</Button>}>
        <Search value={words} onChange={onFilter(setWords)} placeholder="车牌、手机、单号" />
        <StoreFilter value={store} onChange={onFilter(setStore)} />
        <Checkbox checked={finished} onChange={({ target }) => onFilter(setFinished)(target.checked)}>看已完成的</Checkbox>
      </Head>
      <Body reading={orders} empty={(data) => !data.orders.length} nothing={q ? '没有找到工单' : finished ? '没有已完成的工单' : '没有在修的车'}>
        {(data) => (
          <>
            {finished ? <Finished orders={data.orders} stages={stages} /> : <Board orders={data.orders} stages={stages} onMove={(order, to) => setMoving({ order, to })} />}
            <PageTurn pages={data} onTurn={setPage} />
          </>
        )}
      </Body>
      {open && <OrderDrawer no={open} onClose={() => go('orders')} />}
      {making && <NewOrder onClose={(no) => { setMaking(false); if (no) go('orders', no); }} />}
      {moving && (
        <StageDialog
          no={moving.order.no}
          from={{ stage: moving.order.stage, text: moving.order.stage_text }}
          next={moving.order.next}
          promisedAt={moving.order.promised_at}
          to={moving.to?.stage}
          onClose={(moved) => { setMoving(null); if (moved) orders.reload(); }}
        />
      )}
    </main>
  );
}

interface BoardProps {
  orders: readonly Order[];
  stages: readonly Stage[];
  onMove: (order: Order, to: StageChoice | undefined) => void;
}

function Board({ orders, stages, onMove }: BoardProps) {
  return (
    <div className="board">
      {columnsOf(orders).map((column) => (
        <section key={column.title} className="column">
          <h2>{column.title}<span className="count">{column.orders.length}</span></h2>
          <ul>{column.orders.map((order) => <OrderTile key={order.no} order={order} stages={stages} onMove={onMove} />)}</ul>
        </section>
      ))}
    </div>
  );
}

function OrderTile({ order, stages, onMove }: { order: Order } & Omit<BoardProps, 'orders'>) {
  const now = useNow(60_000);
  const [first, ...others] = order.next;
  return (
    <li className={`tile${order.late ? ' is-late' : ''}`}>
      <button type="button" className="tile-open" onClick={() => go('orders', order.no)}>
        <span className="tile-head"><b className="plate">{order.plate ?? '未登记车牌'}</b>{order.late && <em>已超时</em>}</span>
        {order.vehicle && <span>{order.vehicle}</span>}
        <span>{[order.name, order.service].filter(Boolean).join(' · ')}</span>
        {isUnusual(order.stage) && <span className="tile-stage">{shortName(stages, order.stage, order.stage_text)}</span>}
        <span className="tile-due">{order.promised_at ? `承诺 ${moment(order.promised_at, now)}` : '还没有承诺时间'}</span>
        <span className="tile-no">{order.store.name}<br />{order.no}</span>
      </button>
      {order.next.length > 0 && (
        <span className="tile-steps">
          {first && !others.length ? <Button size="small" onClick={() => onMove(order, first)}>→ {first.text}</Button> : <Button size="small" onClick={() => onMove(order, undefined)}>更新进度</Button>}
        </span>
      )}
    </li>
  );
}

function Finished({ orders, stages }: Omit<BoardProps, 'onMove'>) {
  const now = useNow(60_000);
  return (
    <table className="table">
      <thead><tr><th>工单</th><th>车辆</th><th>客户</th><th>门店</th><th>接车</th><th>结果</th></tr></thead>
      <tbody>
        {orders.map((order) => (
          <tr key={order.no}>
            <td><Button type="link" size="small" onClick={() => go('orders', order.no)}>{order.no}</Button></td>
            <td><span className="plate">{order.plate ?? '—'}</span> {order.vehicle}</td>
            <td>{[order.name, order.phone].filter(Boolean).join(' ') || '—'}</td>
            <td>{order.store.name}</td>
            <td>{moment(order.opened_at, now)}</td>
            <td>{shortName(stages, order.stage, order.stage_text)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Narrows a list to one store. */
export function StoreFilter({ value, onChange }: { value: string | undefined; onChange: (store: string | undefined) => void }) {
  const stores = useList<{ stores: Store[] }>('/stores').data?.stores ?? [];
  return (
    <Select
      allowClear
      value={value ?? null}
      placeholder="全部门店"
      aria-label="门店"
      className="store-filter"
      onChange={(store: string | null) => onChange(store ?? undefined)}
      options={stores.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

/** Turns the pages of a long list. */
export function PageTurn({ pages: { page, pages, total }, onTurn }: { pages: Pages; onTurn: (page: number) => void }) {
  if (pages <= 1) return null;
  return (
    <nav className="page-turn" aria-label="翻页">
      <Button size="small" disabled={page <= 1} onClick={() => onTurn(page - 1)}>上一页</Button>
      <span>第 {page} / {pages} 页，共 {total} 条</span>
      <Button size="small" disabled={page >= pages} onClick={() => onTurn(page + 1)}>下一页</Button>
    </nav>
  );
}
