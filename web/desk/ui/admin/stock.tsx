import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { PartDoc, StockDoc, Thing } from '../../client/admin';
import { Body, Search } from '../common';
import { useList } from '../hooks';
import { DeleteOutlined, PlusOutlined } from '../icons';
import { HistoryButton } from './history';
import { SaveBar, useDraft } from './saving';

/** Which parts lie in the shop; the bot answers by it. */
export function StockTab() {
  const stock = useList<Thing<StockDoc>>('/shop/stock', 'shop');
  return (
    <Body reading={stock} empty={() => false} nothing="">
      {(thing) => <StockList thing={thing} onSaved={stock.reload} />}
    </Body>
  );
}

function StockList({ thing, onSaved }: { thing: Thing<StockDoc>; onSaved: () => void }) {
  const draft = useDraft({ thing, path: '/shop/stock', onSaved });
  const [q, setQ] = useState('');
  const { stock } = draft.value;
  const shown = stock.map((part, at) => ({ part, at })).filter(({ part }) => `${part.part}${part.fits.join()}`.toLowerCase().includes(q.trim().toLowerCase()));
  const set = (at: number, changes: Partial<PartDoc>): void => draft.edit({ stock: stock.map((part, index) => (index === at ? { ...part, ...changes } : part)) });
  const add = (): void => {
    setQ('');
    draft.edit({ stock: [{ part: '', fits: [], qty: 0, order_days: null }, ...stock] });
  };
  return (
    <section className="form">
      <header className="form-head">
        <Search value={q} onChange={setQ} placeholder="搜索配件、车型" />
        <span className="count">{stock.length} 种</span>
        <Button icon={<PlusOutlined />} onClick={add}>加一种</Button>
        <HistoryButton kind="stock" title="配件库存" onUndone={onSaved} />
      </header>
      <p className="section-empty">客户问“有没有货”时，机器人照这里回答；没列出的配件，由店里查了再回电。</p>
      <table className="table prices">
        <thead><tr><th>配件</th><th>适用车型</th><th>现货（件）</th><th>没货时订货（天）</th><th /></tr></thead>
        <tbody>
          {shown.map(({ part, at }) => (
            <tr key={at}>
              <td><Input value={part.part} maxLength={60} aria-label={`第 ${at + 1} 种配件名称`} placeholder="例如：刹车片" status={part.part.trim() ? '' : 'error'} onChange={({ target }) => set(at, { part: target.value })} /></td>
              <td><Select<string[]> mode="tags" className="is-wide" value={part.fits} placeholder="全部车型" aria-label={`${part.part}适用车型`} open={false} suffixIcon={null} onChange={(fits) => set(at, { fits })} /></td>
              <td><InputNumber<number> value={part.qty} min={0} max={99_999} precision={0} suffix="件" aria-label={`${part.part}现货件数`} onChange={(qty) => set(at, { qty: qty ?? 0 })} /></td>
              <td><InputNumber<number> value={part.order_days} min={0} max={365} precision={0} suffix="天" placeholder="不定" aria-label={`${part.part}订货天数`} onChange={(order_days) => set(at, { order_days })} /></td>
              <td className="actions"><Button type="text" icon={<DeleteOutlined />} aria-label={`删除${part.part}`} onClick={() => draft.edit({ stock: stock.filter((_, index) => index !== at) })} /></td>
            </tr>
          ))}
          {!shown.length && <tr><td colSpan={5}>{q ? '没有找到配件' : '还没有列出配件'}</td></tr>}
        </tbody>
      </table>
      <SaveBar draft={draft} />
    </section>
  );
}
