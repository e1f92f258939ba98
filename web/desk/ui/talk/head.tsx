import { App as Antd, Button } from 'antd';
import { useEffect, useState } from 'react';
import { EyeOutlined, SwapOutlined } from '../icons';
import { currentOwner } from '../../../shared/transcript';
import { TAKE } from '../../keys';
import { go } from '../../router';
import { OWNER_TEXT } from '../../select';
import { type Thread, waits } from '../../state';
import { Since, Status } from '../common';
import { othersAt } from '../../company';
import { useBusy, useDesk, useDeskState, useMe } from '../hooks';
import { CloseDialog, HandBackDialog, TransferDialog } from './dialogs';
import { Labels } from './labels';
import { nameOf } from './list';

/** Whose conversation it is, and what one may do about that. */
export function ThreadHead({ id, thread }: { id: string; thread: Thread }) {
  const { summaries } = useDeskState();
  const { conversation } = thread.detail;
  const summary = summaries[id] ?? conversation;
  const said = currentOwner(thread.transcript);
  const queuedAt = summary.queue?.queued_at;
  return (
    <header className="thread-head">
      <div className="thread-who">
        <h1>{nameOf(conversation)}</h1>
        {conversation.plate && <span className="plate">{conversation.plate}</span>}
        {summary.danger && <Status kind="urgent" text="安全" />}
        <Status
          kind={summary.owner}
          text={summary.owner === 'human' ? (summary.mine ? '我在接待' : `${summary.staff?.name ?? said.staff ?? '同事'} 接待中`) : OWNER_TEXT[summary.owner]}
        />
        {waits(summary) && queuedAt && <span className="waited">已等 <Since at={queuedAt} /></span>}
        {thread.typingUntil > 0 && <span className="typing-hint">客户正在输入…</span>}
        <Company id={id} />
      </div>
      <Steps id={id} />
      <Labels id={id} labels={summary.labels ?? []} />
    </header>
  );
}

/** Who else looks at it or writes in it, so that no two answer. */
function Company({ id }: { id: string }) {
  const me = useMe();
  const { company } = useDeskState();
  const others = othersAt(company, id, me.id);
  if (!others.length) return null;
  return (
    <span className="company" role="status">
      {others.map(({ id: who, name, typingUntil }) => (
        <span key={who} className={typingUntil ? 'typing-hint' : undefined}>{!typingUntil && <EyeOutlined />} {name}{typingUntil ? ' 也在输入…' : ' 也在看'}</span>
      ))}
    </span>
  );
}

type Dialog = 'transfer' | 'hand_back' | 'close';

function Steps({ id }: { id: string }) {
  const desk = useDesk();
  const me = useMe();
  const { summaries, threads } = useDeskState();
  const { message } = Antd.useApp();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [busy, run] = useBusy((title) => message.error(title));
  const summary = summaries[id] ?? threads[id]?.detail.conversation;
  const take = (step: 'accept' | 'decline' | 'takeover'): void => void run(() => desk.act(id, step));
  const ready = summary && waits(summary) ? 'accept' : summary && summary.owner !== 'human' ? 'takeover' : null;
  useEffect(() => {
    if (!ready) return;
    const onTake = (): void => take(ready);
    addEventListener(TAKE, onTake);
    return () => removeEventListener(TAKE, onTake);
  });
  if (!summary) return null;

  const done = (text: string, leaves: boolean): void => {
    setDialog(null);
    void message.open({
      type: 'success',
      duration: 8,
      content: (
        <>
          {text}
          {leaves && <Button type="link" size="small" onClick={() => { go('conversations', id); take('takeover'); }}>撤销，重新接入</Button>}
        </>
      ),
    });
  };

  return (
    <div className="thread-steps">
      {summary.mine && summary.owner === 'human' ? (
        <>
          <Button icon={<SwapOutlined />} onClick={() => setDialog('transfer')}>转接</Button>
          <Button onClick={() => setDialog('hand_back')}>交还机器人</Button>
          <Button danger onClick={() => setDialog('close')}>结束</Button>
        </>
      ) : waits(summary) ? (
        <>
          {summary.rings && <Button disabled={busy} onClick={() => take('decline')}>暂不接</Button>}
          <Button type="primary" loading={busy} onClick={() => take('accept')}>接入</Button>
        </>
      ) : summary.owner === 'human' ? (
        me.role !== 'advisor' && <Button loading={busy} onClick={() => take('takeover')}>接管</Button>
      ) : (
        <Button loading={busy} onClick={() => take('takeover')}>接入</Button>
      )}
      {dialog === 'transfer' && <TransferDialog id={id} onDone={(text) => done(text, false)} onCancel={() => setDialog(null)} />}
      {dialog === 'hand_back' && <HandBackDialog id={id} onDone={(text) => done(text, true)} onCancel={() => setDialog(null)} />}
      {dialog === 'close' && <CloseDialog id={id} onDone={(text) => done(text, true)} onCancel={() => setDialog(null)} />}
    </div>
  );
}
