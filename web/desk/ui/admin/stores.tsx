import { App as Antd, Button, Checkbox, Input, Segmented, Switch } from 'antd';
import { useState } from 'react';
import { PlusOutlined } from '../icons';
import type { Day, StoreDoc, Thing } from '../../client/admin';
import type { VehicleKind } from '../../client/types';
import { mayLeave } from '../../router';
import { Body, Head } from '../common';
import { useList } from '../hooks';
import { CalendarTab, DutyTab } from './calendar';
import { Capacity } from './capacity';
import { DAYS, Field, Group, VEHICLES, WeekEditor } from './fields';
import { HistoryButton } from './history';
import { PickupFields, NightFields } from './pickup';
import { SaveBar, useDraft, useSave } from './saving';
import './admin.css';

type Tab = 'stores' | 'calendar' | 'duty';
interface Stores { stores: Thing<StoreDoc>[] }

const TABS = [{ value: 'stores', label: '门店资料' }, { value: 'calendar', label: '营业日历' }, { value: 'duty', label: '客服值班' }];

/** Stores, the days that are different, and when people answer. */
export default function StoresView() {
  const [tab, setTab] = useState<Tab>('stores');
  const stores = useList<Stores>('/shop/stores', 'shop');
  return (
    <main className="work admin">
      <Head title="门店">
        <Segmented<Tab> value={tab} options={TABS as { value: Tab; label: string }[]} onChange={(value) => mayLeave() && setTab(value)} />
      </Head>
      <Body reading={stores} empty={() => false} nothing="">
        {(data) => (
          <>
            {tab === 'stores' && <StoreList stores={data.stores} onChanged={stores.reload} />}
            {tab === 'calendar' && <CalendarTab stores={data.stores} />}
            {tab === 'duty' && <DutyTab />}
          </>
        )}
      </Body>
    </main>
  );
}

function StoreList({ stores, onChanged }: { stores: Thing<StoreDoc>[]; onChanged: () => void }) {
  const [chosen, choose] = useState(stores[0]?.id);
  const thing = stores.find(({ id }) => id === chosen) ?? stores[0];
  return (
    <div className="split">
      <aside>
        <ul className="picks">
          {stores.map(({ id, document }) => (
            <li key={id}>
              <button type="button" aria-current={id === thing?.id} onClick={() => mayLeave() && choose(id)}>
                {document.name}
                <small>{document.active ? document.address : '已停用'}</small>
              </button>
            </li>
          ))}
        </ul>
        <NewStore onMade={(id) => { onChanged(); choose(id); }} />
      </aside>
      {thing && <StoreForm key={thing.id} thing={thing} onSaved={onChanged} />}
    </div>
  );
}

function NewStore({ onMade }: { onMade: (id: string) => void }) {
  const { message } = Antd.useApp();
  const save = useSave<StoreDoc>();
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    if (!mayLeave()) return;
    setBusy(true);
    const hours = Object.fromEntries(DAYS.map(([day]) => [day, ['08:30-18:00']])) as Record<Day, string[]>;
    const outcome = await save('/shop/stores', { document: { name: name.trim(), hours, vehicles: ['car'] } });
    setBusy(false);
    if (outcome && 'saved' in outcome) {
      setName('');
      message.success('已新增，请补全资料');
      onMade(outcome.saved.id);
    } else if (outcome && 'title' in outcome) message.error(outcome.title);
  };
  return (
    <form className="add" onSubmit={(event) => { event.preventDefault(); void add(); }}>
      <Input value={name} maxLength={80} placeholder="新门店名称" aria-label="新门店名称" onChange={({ target }) => setName(target.value)} />
      <Button htmlType="submit" icon={<PlusOutlined />} loading={busy} disabled={!name.trim()}>新增</Button>
    </form>
  );
}

function StoreForm({ thing, onSaved }: { thing: Thing<StoreDoc>; onSaved: () => void }) {
  const draft = useDraft({ thing, path: `/shop/stores/${encodeURIComponent(thing.id)}`, onSaved });
  const { value, edit } = draft;
  const set = (changes: Partial<StoreDoc>): void => edit({ ...value, ...changes });
  return (
    <section className="form" aria-label={value.name}>
      <header className="form-head">
        <h2>{thing.document.name}</h2>
        <HistoryButton kind="store" subject={thing.id} title={thing.document.name} onUndone={onSaved} />
      </header>
      <Group title="基本资料">
        <Field label="店名">{(id) => <Input id={id} value={value.name} maxLength={80} onChange={({ target }) => set({ name: target.value })} />}</Field>
        <Field label="地址">{(id) => <Input id={id} value={value.address} maxLength={200} onChange={({ target }) => set({ address: target.value })} />}</Field>
        <Field label="电话">{(id) => <Input id={id} value={value.phone} maxLength={40} onChange={({ target }) => set({ phone: target.value })} />}</Field>
        <Field label="停车">{(id) => <Input id={id} value={value.parking} onChange={({ target }) => set({ parking: target.value })} />}</Field>
        <Field label="接待车型">{() => <Checkbox.Group<VehicleKind> options={VEHICLES} value={value.vehicles} onChange={(vehicles) => set({ vehicles })} />}</Field>
        <Field label="状态" help="停用后机器人不再提到这家店，也不能预约。">
          {() => <Switch checked={value.active} checkedChildren="在营" unCheckedChildren="停用" aria-label="在营" onChange={(active) => set({ active })} />}
        </Field>
      </Group>
      <Group title="营业时间" aside="一天可以分几段，例如中午休息。周末都店休的门店，遇到调休上班按这里的时间营业。">
        <WeekEditor value={value} onChange={set} />
      </Group>
      <Capacity value={value} onChange={set} />
      <NightFields value={value.night_repair} onChange={(night_repair) => set({ night_repair })} />
      <PickupFields value={value.pickup} onChange={(pickup) => set({ pickup })} />
      <SaveBar draft={draft} />
    </section>
  );
}

