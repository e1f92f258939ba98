/** A promised call in whatever list it stands: when, how it stands, and making it. */
import { App as Antd, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { moment, span } from '../../../shared/format';
import type { Callback } from '../../client/records';
import { go } from '../../router';
import { Countdown, Status, Tel } from '../common';
import { useBusy, useDesk, useMe, useNow } from '../hooks';

type Step = 'pick_up' | 'done' | 'missed';

const OPEN = ['requested', 'scheduled', 'in_progress'];

export interface Call {
  /** Masked, until one has picked the call up. */
  number: ReactNode;
  /** Whether the whole number is shown. */
  shown: boolean;
  busy: boolean;
  take: (how: Step) => Promise<boolean>;
}

/** What one does about the call; the number to ring comes with picking it up. */
export function useCall(callback: Callback): Call {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  const [ring, setRing] = useState(callback.ring);
  const take = (how: Step): Promise<boolean> =>
    run(async () => {
      const shown = await desk.access.post<Callback>(`/callbacks/${encodeURIComponent(callback.no)}/${how}`);
      setRing(shown.ring);
    });
  return { number: ring ? <a href={`tel:${ring}`}>{ring}</a> : <Tel number={callback.phone} />, shown: ring !== undefined, busy, take };
}

export function CallWindow({ callback }: { callback: Callback }) {
  const now = useNow(60_000);
  return (
    <>
      {span(callback.due_from, callback.due_to, now)}
      {callback.attempt > 1 && <small>第 {callback.attempt} 次约（上次 {callback.follows} 没打）</small>}
      {OPEN.includes(callback.status) && <small>{Date.parse(callback.due_from) > now ? '还没到时间' : <Countdown due={callback.due_to} />}</small>}
    </>
  );
}

export function CallState({ callback }: { callback: Callback }) {
  const now = useNow(60_000);
  const { no, status, status_text, done_at, owner } = callback;
  const about = done_at ? moment(done_at, now) : status === 'in_progress' && owner ? `${no}，${owner.name} 在${callback.phone ? '打' : '处理'}` : no;
  return <><Status kind={status} text={status_text} /><small>{about}</small></>;
}

/** To the conversation, and the next step of the call: nobody without a telephone can be rung, only written to. */
export function CallSteps({ callback, call }: { callback: Callback; call: Call }) {
  const { modal } = Antd.useApp();
  const me = useMe();
  const isOpen = OPEN.includes(callback.status);
  const calling = callback.status === 'in_progress';
  const mine = callback.owner?.id === me.id;
  const rings = callback.phone !== undefined;
  const done = rings ? '已回电' : '已处理';
  const mark = (how: 'done' | 'missed'): void =>
    void modal.confirm({
      title: how === 'missed' ? '没有接通？' : rings ? '电话打通了？' : '处理好了？',
      content: `${callback.no} 会记为“${how === 'done' ? done : '未接通'}”，记下后不能改，客户会收到通知。`,
      okText: how === 'done' ? done : '未接通',
      onOk: () => call.take(how),
    });
  return (
    <>
      {callback.conversation && <Button type="link" size="small" onClick={() => go('conversations', callback.conversation)}>会话</Button>}
      {isOpen && (!calling || (mine && rings && !call.shown)) && (
        <Button type="primary" size="small" loading={call.busy} onClick={() => void call.take('pick_up')}>{calling ? '看号码' : rings ? '我来打' : '我来处理'}</Button>
      )}
      {calling && (
        <>
          {rings && <Button size="small" disabled={call.busy} onClick={() => mark('missed')}>未接通</Button>}
          <Button type="primary" size="small" disabled={call.busy} onClick={() => mark('done')}>{done}</Button>
        </>
      )}
    </>
  );
}
