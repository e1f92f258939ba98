import { Button, Segmented } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { DownloadOutlined } from '../icons';
import { moment } from '../../../shared/format';
import type { By, Figure, Figures, Group } from '../../client/figures';
import { Body, Head, Loading } from '../common';
import { useDesk, useList, useMe, useNow } from '../hooks';
import { StoreFilter } from '../work/orders';
import { PeriodPicker } from './period';
import { Counts, Days, Groups } from './tables';
import { Tile } from './tile';
import { type Period, presets } from './words';
import './figures.css';

const Trend = lazy(() => import('./trend'));

/** How the shop does: figures with their definitions, their course, and who or where they come from. */
export default function FiguresView() {
  const desk = useDesk();
  const me = useMe();
  const now = useNow(60_000);
  const [period, setPeriod] = useState<Period>(() => presets(Date.now())[2]!.period);
  const [store, setStore] = useState<string>();
  const [chosen, choose] = useState('first_reply');
  const query = new URLSearchParams({ ...period, ...(store && { store }) });
  const figures = useList<Figures>(`/figures?${query}&by=day`);
  return (
    <main className="work figures">
      <Head title="数据" actions={<Button icon={<DownloadOutlined />} href={desk.access.url(`/figures.csv?${query}&by=day`)} download>导出表格</Button>}>
        <PeriodPicker period={period} now={now} onChange={setPeriod} />
        {(me.role === 'admin' || !me.store) && <StoreFilter value={store} onChange={setStore} />}
      </Head>
      <Body reading={figures} empty={isEmpty} nothing="这段时间还没有数据">
        {(data) => {
          const figure = data.figures.find(({ id }) => id === chosen) ?? data.figures[0]!;
          return (
            <>
              <Board data={data} chosen={figure} onChoose={choose} />
              <Breakdown query={`${query}`} figures={data.figures} first={figure.group} />
              <Missed data={data} />
              <Notes data={data} now={now} />
            </>
          );
        }}
      </Body>
    </main>
  );
}

const isEmpty = ({ figures }: Figures): boolean => figures.every(({ n, pending, previous }) => !n && !pending && !previous.n);

/** The groups of figures in the order they are told. */
const groupsOf = (figures: readonly Figure[]): string[] => [...new Set(figures.map(({ group }) => group))];

/** Every figure; the course of the chosen one right under its group. */
function Board({ data, chosen, onChoose }: { data: Figures; chosen: Figure; onChoose: (id: string) => void }) {
  const reveal = useRef(false);
  return groupsOf(data.figures).map((group) => (
    <section key={group} aria-label={group} className="figure-group">
      <h2>{group}</h2>
      <ul className="figure-tiles">
        {data.figures.filter((figure) => figure.group === group).map((figure) => <Tile key={figure.id} figure={figure} chosen={figure === chosen} onChoose={() => { reveal.current = true; onChoose(figure.id); }} />)}
      </ul>
      {chosen.group === group && <Course figure={chosen} days={data.groups} reveal={reveal} />}
    </section>
  ));
}

function Course({ figure, days, reveal }: { figure: Figure; days: readonly Group[]; reveal: { current: boolean } }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (reveal.current) box.current?.scrollIntoView({ block: 'nearest' });
    reveal.current = false;
  }, [figure.id]);
  return (
    <section ref={box} aria-label={`${figure.title}走势`} className="figure-panel">
      <h3>{figure.title}：按日走势</h3>
      <Suspense fallback={<div className="trend-chart"><Loading /></div>}><Trend figure={figure} days={days} /></Suspense>
      <details><summary>看数据表</summary><Days figure={figure} days={days} /></details>
    </section>
  );
}

function Breakdown({ query, figures, first }: { query: string; figures: readonly Figure[]; first: string }) {
  const [by, setBy] = useState<Exclude<By, 'day'>>('store');
  const [picked, pick] = useState<{ for: string; group: string }>();
  const groups = groupsOf(figures.filter(({ by_person }) => by === 'store' || by_person));
  const wanted = picked?.for === first ? picked.group : first;
  const group = groups.includes(wanted) ? wanted : groups[0]!;
  const found = useList<Figures>(`/figures?${query}&by=${by}`);
  const columns = figures.filter((figure) => figure.group === group && (by === 'store' || figure.by_person));
  return (
    <section aria-label="分组" className="figure-panel">
      <div className="figure-filters">
        <Segmented<Exclude<By, 'day'>> aria-label="按什么分" value={by} onChange={setBy} options={[{ value: 'store', label: '按门店' }, { value: 'person', label: '按员工' }]} />
        <Segmented<string> aria-label="哪类指标" value={group} onChange={(value) => pick({ for: first, group: value })} options={groups} />
      </div>
      <Body reading={found} empty={(data) => !data.groups.length} nothing={by === 'store' ? '没有可分门店的数据' : '没有可分员工的数据'}>
        {(data) => <Groups head={by === 'store' ? '门店' : '员工'} figures={columns} groups={data.groups} />}
      </Body>
    </section>
  );
}

function Missed({ data: { missed } }: { data: Figures }) {
  if (!missed.reasons.length) return null;
  return (
    <section aria-label="机器人没答上的" className="figure-panel is-pair">
      <Counts title="没答上的原因" counts={missed.reasons} />
      <Counts title="没答上的话题（按模型的猜测）" counts={missed.topics} />
    </section>
  );
}

function Notes({ data, now }: { data: Figures; now: number }) {
  return (
    <footer className="figure-notes">
      <p>上一期：{data.previous.from} 至 {data.previous.to}。计算于 {moment(data.at, now)}。</p>
      <ul>{data.notes.map((note) => <li key={note}>{note}</li>)}</ul>
    </footer>
  );
}
