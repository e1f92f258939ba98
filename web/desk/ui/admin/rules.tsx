import { Button, Input, Segmented, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { DeleteOutlined, PlusOutlined } from '../icons';
import type { PriceDoc, Thing } from '../../client/admin';
import { mayLeave } from '../../router';
import { Body, Head, Search } from '../common';
import { useList } from '../hooks';
import { SERVICES, VEHICLES } from './fields';
import { HistoryButton } from './history';
import { PolicyTab } from './policy';
import { RecallsTab } from './recalls';
import { SaveBar, useDraft } from './saving';
import { StockTab } from './stock';
import './admin.css';

type Tab = 'prices' | 'policy' | 'stock' | 'recalls';
interface Prices { prices: PriceDoc[] }

const TABS: { value: Tab; label: string }[] = [{ value: 'prices', label: '价目表' }, { value: 'policy', label: '规则' }, { value: 'stock', label: '配件库存' }, { value: 'recalls', label: '召回' }];
const CATEGORIES = SERVICES.map((service) => ({ value: service as string, label: service as string }));

/** What things cost, and what the shop has settled for everyone. */
export default function RulesView() {
  const [tab, setTab] = useState<Tab>('prices');
  return (
    <main className="work admin">
      <Head title="价格与规则">
        <Segmented<Tab> value={tab} options={TABS} onChange={(value) => mayLeave() && setTab(value)} />
      </Head>
      {VIEWS[tab]}
    </main>
  );
}

const VIEWS: Record<Tab, ReactNode> = { prices: <PricesTab />, policy: <PolicyTab />, stock: <StockTab />, recalls: <RecallsTab /> };

function PricesTab() {
  const prices = useList<Thing<Prices>>('/shop/prices', 'shop');
  return (
    <Body reading={prices} empty={() => false} nothing="">
      {(thing) => <PriceList thing={thing} onSaved={prices.reload} />}
    </Body>
  );
}

function PriceList({ thing, onSaved }: { thing: Thing<Prices>; onSaved: () => void }) {
  const draft = useDraft({ thing, path: '/shop/prices', onSaved });
  const [q, setQ] = useState('');
  const { prices } = draft.value;
  const shown = prices.map((price, at) => ({ price, at })).filter(({ price }) => `${price.item}${price.note ?? ''}`.includes(q.trim()));
  const set = (at: number, changes: Partial<PriceDoc>): void => draft.edit({ prices: prices.map((price, index) => (index === at ? { ...price, ...changes } : price)) });
  const add = (): void => {
    setQ('');
    draft.edit({ prices: [{ item: '', price: '', category: null, vehicle: null, note: '' }, ...prices] });
  };
  return (
    <section className="form">
      <header className="form-head">
        <Search value={q} onChange={setQ} placeholder="搜索项目" />
        <span className="count">{prices.length} 项</span>
        <Button icon={<PlusOutlined />} onClick={add}>加一项</Button>
        <HistoryButton kind="prices" title="价目表" onUndone={onSaved} />
      </header>
      <table className="table prices">
        <thead><tr><th>项目</th><th>价格</th><th>类别</th><th>适用</th><th>备注</th><th /></tr></thead>
        <tbody>
          {shown.map(({ price, at }) => (
            <tr key={at}>
              <td><Input value={price.item} maxLength={120} aria-label={`第 ${at + 1} 项名称`} placeholder="例如：四轮定位" status={price.item.trim() ? '' : 'error'} onChange={({ target }) => set(at, { item: target.value })} /></td>
              <td><Input value={price.price} maxLength={60} aria-label={`${price.item}价格`} placeholder="150、398起、面议" status={price.price.trim() ? '' : 'error'} onChange={({ target }) => set(at, { price: target.value })} /></td>
              <td><Select allowClear value={price.category ?? null} placeholder="自动" aria-label={`${price.item}类别`} options={CATEGORIES} onChange={(category: string | null) => set(at, { category: category ?? null })} /></td>
              <td><Select allowClear value={price.vehicle ?? null} placeholder="全部" aria-label={`${price.item}适用车辆`} options={VEHICLES} onChange={(vehicle: string | null) => set(at, { vehicle: (vehicle ?? null) as PriceDoc['vehicle'] & string })} /></td>
              <td><Input value={price.note ?? ''} maxLength={200} aria-label={`${price.item}备注`} onChange={({ target }) => set(at, { note: target.value })} /></td>
              <td className="actions"><Button type="text" icon={<DeleteOutlined />} aria-label={`删除${price.item}`} onClick={() => draft.edit({ prices: prices.filter((_, index) => index !== at) })} /></td>
            </tr>
          ))}
          {!shown.length && <tr><td colSpan={6}>{q ? '没有找到项目' : '价目表还是空的'}</td></tr>}
        </tbody>
      </table>
      <SaveBar draft={draft} />
    </section>
  );
}
