import { App as Antd, Button, Drawer } from 'antd';
import { useState } from 'react';
import { HistoryOutlined } from '../icons';
import { moment } from '../../../shared/format';
import type { Change, History } from '../../client/admin';
import { Body } from '../common';
import { useList, useNow } from '../hooks';
import { PageTurn } from '../work/orders';
import { Lines, useSave } from './saving';

interface Props {
  kind: string;
  subject?: string;
  title: string;
  onUndone: () => void;
}

/** Who changed what and when, with the way back. */
export function HistoryButton(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<HistoryOutlined />} onClick={() => setOpen(true)}>修改记录</Button>
      {open && <HistoryDrawer {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function HistoryDrawer({ kind, subject, title, onUndone, onClose }: Props & { onClose: () => void }) {
  const [page, setPage] = useState(1);
  const query = new URLSearchParams({ kind, page: `${page}`, ...(subject && { subject }) });
  const history = useList<History>(`/shop/history?${query}`, 'shop');
  return (
    <Drawer open title={`修改记录 · ${title}`} size={480} onClose={onClose}>
      <Body reading={history} empty={(data) => !data.changes.length} nothing="还没有修改过">
        {(data) => (
          <>
            <ol className="history">
              {data.changes.map((change) => (
                <Entry key={change.id} change={change} named={!subject} onUndone={() => { history.reload(); onUndone(); }} />
              ))}
            </ol>
            <PageTurn pages={data} onTurn={setPage} />
          </>
        )}
      </Body>
    </Drawer>
  );
}

function Entry({ change, named, onUndone }: { change: Change; named: boolean; onUndone: () => void }) {
  const { message, modal } = Antd.useApp();
  const now = useNow(60_000);
  const save = useSave<unknown>();
  const [busy, setBusy] = useState(false);
  const undo = async (): Promise<void> => {
    const agreed = await modal.confirm({
      title: change.new ? '撤销新增？' : '恢复到这次修改之前？',
      content: change.new ? '新增的内容会停用，不会删除。' : '恢复后马上生效，也会记成一次新的修改。',
      okText: '恢复',
    });
    if (!agreed) return;
    setBusy(true);
    const outcome = await save(`/shop/history/${encodeURIComponent(change.id)}/undo`, { version: change.version });
    setBusy(false);
    if (!outcome) return;
    if ('saved' in outcome) {
      message.success('已恢复，马上生效');
      onUndone();
    } else message.error('title' in outcome ? outcome.title : `${outcome.theirs.by}刚刚改过，请看一下最新的记录再决定`);
  };
  return (
    <li>
      <header>
        <span>{moment(change.at, now)} · {change.actor.name}{named && ` · ${change.title}`}{change.undo_of && ' · 恢复'}{change.new && ' · 新增'}</span>
        <Button size="small" loading={busy} onClick={() => void undo()}>{change.new ? '撤销新增' : '恢复到之前'}</Button>
      </header>
      <Lines lines={change.lines} />
    </li>
  );
}
