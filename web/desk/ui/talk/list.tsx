import { Button, Empty, Segmented } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { EyeOutlined } from '../icons';
import { separator } from '../../../shared/format';
import type { Pages } from '../../client/types';
import { othersAt } from '../../company';
import { STEP } from '../../keys';
import { go, write } from '../../router';
import { mine, neighbour, newestFirst, OWNER_TEXT, waiting } from '../../select';
import { type Held, waits } from '../../state';
import { LabelFilter } from './label-filter';
import { Failed, Loading, PRIORITY_TEXT, Search, Since } from '../common';
import { useDesk, useDeskState, useMe, useNow, useReading, useRested } from '../hooks';

type Tab = 'now' | 'all';

/** Who waits and who is mine; or all conversations, searched and by pages. */
export function ConversationList({ current }: { current: string | undefined }) {
  const state = useDeskState();
  const [tab, setTab] = useState<Tab>('now');
  const [words, setWords] = useState('');
  const [label, setLabel] = useState<string>();
  const queue = waiting(state);
  const own = mine(state);
  const searching = words.trim() !== '';
  const everything = searching || tab === 'all';
  const all = useAll(everything, useRested(words.trim()), label);
  const shown = everything ? all.rows : [...queue, ...own];
  useSteps(shown.map(({ id }) => id), current);

  return (
    <aside className="list" aria-label="会话列表">
      <div className="list-head">
        <Search value={words} onChange={setWords} placeholder="车牌、手机、姓名、单号" />
        <Segmented<Tab>
          block
          value={searching ? 'all' : tab}
          disabled={searching}
          onChange={setTab}
          options={[{ value: 'now', label: `待办 ${queue.length + own.length}` }, { value: 'all', label: '全部' }]}
        />
        {everything && <LabelFilter value={label} onChange={setLabel} />}
      </div>
      <div className="list-body">
        {everything ? (
          <All all={all} current={current} narrowed={searching || label !== undefined} />
        ) : !state.opened ? (
          <Loading />
        ) : (
          <>
            <Section title="等待接入" count={queue.length} nothing="没有人在等">
              {queue.map((held) => <Row key={held.id} held={held} current={current} />)}
            </Section>
            <Section title="我的会话" count={own.length} nothing="接入的会话会出现在这里">
              {own.map((held) => <Row key={held.id} held={held} current={current} />)}
            </Section>
          </>
        )}
      </div>
    </aside>
  );
}

function Section({ title, count, nothing, children }: { title: string; count: number; nothing: string; children: ReactNode }) {
  return (
    <section>
      <h2>{title}{count > 0 && <span className="count">{count}</span>}</h2>
      {count > 0 ? <ul>{children}</ul> : <p className="section-empty">{nothing}</p>}
    </section>
  );
}

interface RowProps {
  held: Held;
  current: string | undefined;
}

function Row({ held, current }: RowProps) {
  const today = useNow(60_000);
  const me = useMe();
  const others = othersAt(useDeskState().company, held.id, me.id);
  const row = useRef<HTMLAnchorElement>(null);
  const open = held.id === current;
  useEffect(() => {
    if (open) row.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  const isWaiting = waits(held);
  const urgency = held.danger ? 'urgent' : (held.queue?.priority ?? 'normal');
  return (
    <li>
      <a
        ref={row}
        href={write({ view: 'conversations', id: held.id })}
        className={`conversation${isWaiting ? ` is-waiting is-${urgency}` : ''}`}
        aria-current={open ? 'true' : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go('conversations', held.id);
        }}
      >
        <span className="who">
          {held.unread > 0 && held.owner !== 'bot' && <i className="dot" role="img" aria-label={`${held.unread} 条未读`} />}
          <b>{nameOf(held)}</b>
          {held.plate && held.plate !== nameOf(held) && <span className="plate">{held.plate}</span>}
        </span>
        <span className="when">{isWaiting && held.queue ? <Since at={held.queue.queued_at} /> : held.last_message_at && separator(held.last_message_at, today)}</span>
        <span className="preview">{held.last ? `${SPEAKER[held.last.from]}${held.last.preview}` : '（还没有消息）'}</span>
        <span className="marks">
          {isWaiting && urgency !== 'normal' && <em className={`mark is-${urgency}`}>{held.danger ? '安全' : PRIORITY_TEXT[urgency]}</em>}
          {held.owner === 'ringing' && <em className={`mark${held.rings ? ' is-urgent' : ' is-quiet'}`}>{held.rings ? '正在呼叫我' : `正在呼叫${held.staff?.name ?? '同事'}`}</em>}
          {held.labels?.map((label) => <em key={label} className="mark is-label">{label}</em>)}
          {isWaiting && held.reason_text && <em className="mark">{held.reason_text}</em>}
          {!isWaiting && !held.mine && <em className="mark is-quiet">{held.owner === 'human' ? (held.staff?.name ?? '人工') : OWNER_TEXT[held.owner]}</em>}
          {others.length > 0 && <em className="mark is-quiet" title={`${others.map(({ name }) => name).join('、')} 在看`}><EyeOutlined /> {others[0]!.name}{others.length > 1 && ` 等 ${others.length} 人`}</em>}
          {held.mine && held.unread > 0 && <em className="unread">{held.unread > 99 ? '99+' : held.unread}</em>}
        </span>
      </a>
    </li>
  );
}

const SPEAKER = { customer: '', bot: '机器人：', staff: '顾问：', system: '' };

/** How a customer is called who may not have told a name. */
export function nameOf({ id, customer, plate }: Pick<Held, 'id' | 'customer' | 'plate'>): string {
  return customer?.name ?? customer?.phone ?? plate ?? `访客 ${id.slice(-4)}`;
}

interface AllConversations {
  rows: Held[];
  pages: Pages | null;
  error: string | null;
  reload: () => void;
  more: () => void;
}

/** Pages of all conversations, newest first; the rows themselves are kept up to date by the desk's events. */
function useAll(wanted: boolean, words: string, label: string | undefined): AllConversations {
  const desk = useDesk();
  const { summaries } = useDeskState();
  const [upTo, setUpTo] = useState(1);
  useEffect(() => setUpTo(1), [words, label]);
  const read = async () => {
    const found: string[] = [];
    let pages: Pages | null = null;
    for (let page = 1; page <= upTo; page++) {
      const answer = await desk.list(new URLSearchParams({ page: `${page}`, ...(words && { q: words }), ...(label && { label }) }));
      found.push(...answer.ids);
      pages = answer;
      if (page >= answer.pages) break;
    }
    return { ids: [...new Set(found)], pages };
  };
  // A longer list keeps the shorter one on show while it is read.
  const { data, error, reload } = useReading(wanted ? `all ${words} ${label ?? ''}` : null, read, ['conversations']);
  useEffect(() => {
    if (upTo > 1) reload();
  }, [upTo]);
  const rows = (data?.ids ?? []).map((id) => summaries[id]).filter((held) => held !== undefined).sort(newestFirst);
  return { rows, pages: data?.pages ?? null, error, reload, more: () => setUpTo((n) => n + 1) };
}

function All({ all, current, narrowed }: { all: AllConversations; current: string | undefined; narrowed: boolean }) {
  if (!all.pages) return all.error ? <Failed title={all.error} onRetry={all.reload} /> : <Loading />;
  if (!all.rows.length) return <Empty className="nothing" image={Empty.PRESENTED_IMAGE_SIMPLE} description={narrowed ? '没有找到会话' : '还没有会话'} />;
  return (
    <>
      <ul>{all.rows.map((held) => <Row key={held.id} held={held} current={current} />)}</ul>
      {all.pages.page < all.pages.pages && <Button type="text" block onClick={all.more}>更早的会话（共 {all.pages.total} 个）</Button>}
    </>
  );
}

/** Alt+↑ and Alt+↓ open the conversation above and below. */
function useSteps(ids: readonly string[], current: string | undefined): void {
  const latest = useRef({ ids, current });
  latest.current = { ids, current };
  useEffect(() => {
    const onStep = (event: Event): void => {
      const next = neighbour(latest.current.ids, latest.current.current, (event as CustomEvent<1 | -1>).detail);
      if (next !== undefined) go('conversations', next);
    };
    addEventListener(STEP, onStep);
    return () => removeEventListener(STEP, onStep);
  }, []);
}
