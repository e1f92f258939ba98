import { Fragment, useEffect } from 'react';
import type { CardBody, MessageEvent } from '../../shared/events';
import { needsSeparator, separator, telephone } from '../../shared/format';
import type { Shop } from '../../shared/shop';
import { useScroll } from '../../shared/scroll';
import { currentOwner } from '../../shared/transcript';
import type { Chat } from '../chat';
import type { OutboxItem } from '../client/outbox';
import { canPress, choicesOf, type ChatState } from '../state';
import { Face, MessageRow, PendingRow } from './message-row';
import { Beginning } from './beginning';

interface Props {
  chat: Chat;
  state: ChatState;
  shop: Shop | null;
  today: number;
  onPrivacy: () => void;
  onMend: (item: OutboxItem) => void;
}

/** The transcript: at most a hundred messages mounted, older and newer ones come as the customer scrolls. */
export function Log({ chat, state, shop, today, onPrivacy, onMend }: Props) {
  const { transcript, pending, opened } = state;
  const { messages, first, last } = transcript;
  const scroll = useScroll(messages, pending.length, () => chat.loadOlder(), 'customer');
  const { mounted, atStart, atNewest } = scroll;
  const newest = newestOwn(messages);

  useEffect(() => {
    if (atNewest) chat.seen();
    const look = (): void => {
      if (atNewest) chat.seen();
    };
    return chat.sight.watch(look);
  }, [chat, atNewest, last]);

  return (
    <div className="log-frame">
      <div ref={scroll.box} className="log" role="log" aria-label="聊天记录" aria-live={atNewest ? 'polite' : 'off'} tabIndex={0}>
        <div ref={scroll.content} className="log-content">
          {!opened && <Opening refused={state.refused} shop={shop} onRetry={() => chat.retry()} />}
          {opened && atStart && first > 1 && <p className="notice">正在加载更早的消息…</p>}
          {opened && atStart && first <= 1 && (
            <Beginning shop={shop} fresh={!newest && !pending.length} onPrivacy={onPrivacy} onSay={(text) => chat.say(text)} />
          )}
          {mounted.map((message, i) => (
            <Fragment key={message.seq}>
              <TimeLine before={mounted[i - 1]?.at} at={message.at} today={today} />
              <MessageRow chat={chat} message={message} today={today} {...rowState(state, message, newest)} />
              {message.body.asks?.includes('privacy') && <PrivacyLink shop={shop} onPrivacy={onPrivacy} />}
            </Fragment>
          ))}
          {scroll.pinned && pending.map((item, i) => (
            <Fragment key={item.client_id}>
              <TimeLine before={(pending[i - 1] ?? messages[messages.length - 1])?.at} at={item.at} today={today} />
              <PendingRow item={item} part={state.progress[item.client_id]} online={state.online} onRetry={() => chat.retry()} onMend={onMend} />
            </Fragment>
          ))}
          {scroll.pinned && state.typingUntil > 0 && <Typing from={currentOwner(transcript).owner === 'human' ? 'staff' : 'bot'} />}
        </div>
      </div>
      {!atNewest && (
        <button type="button" className="to-newest" onClick={scroll.toNewest}>
          {scroll.missed ? `${scroll.missed} 条新消息` : '回到最新'} ↓
        </button>
      )}
    </div>
  );
}

/** Before there is anything to read: that it is coming, or why it is not. */
function Opening({ refused, shop, onRetry }: { refused: string | null; shop: Shop | null; onRetry: () => void }) {
  if (!refused) return <p className="notice is-opening" role="status">正在连接…</p>;
  const hotline = telephone(shop?.hotline);
  return (
    <div className="refused" role="alert">
      <p>暂时打不开会话：{refused}</p>
      <button type="button" className="pill is-strong" onClick={onRetry}>重试</button>
      {hotline && <a className="pill" href={hotline}>拨打 {shop?.hotline}</a>}
    </div>
  );
}

function TimeLine({ before, at, today }: { before: string | undefined; at: string; today: number }) {
  if (!needsSeparator(before, at)) return null;
  return <time className="time" dateTime={at}>{separator(at, today)}</time>;
}

function PrivacyLink({ shop, onPrivacy }: Pick<Props, 'shop' | 'onPrivacy'>) {
  if (!shop?.privacy) return null;
  return (
    <p className="notice">
      <button type="button" onClick={onPrivacy}>查看《{shop.privacy.title}》</button>
    </p>
  );
}

function Typing({ from }: { from: 'bot' | 'staff' }) {
  return (
    <div className={`row from-${from}`} aria-label="对方正在输入">
      <Face from={from} />
      <div className="bubble typing"><i /><i /><i /></div>
    </div>
  );
}

/** What a row shows beside its message: the card's newest version, whether buttons are open, how far the newest own message got. */
function rowState(state: ChatState, message: MessageEvent, newestOwn: number) {
  const { transcript, readUpTo } = state;
  const { seq, body } = message;
  const card = body.type === 'card' ? transcript.cards[body.card_id]?.body : undefined;
  const status = seq !== newestOwn ? undefined : seq <= readUpTo ? '顾问已读' : '已送达';
  return { card, status, open: isOpen(state, message, card) };
}

function isOpen(state: ChatState, message: MessageEvent, card: CardBody | undefined): boolean {
  const { body } = message;
  if (body.type !== 'choices' && body.type !== 'card') return true;
  if (body.type === 'card' && body.card === 'queue') return ['queued', 'ringing'].includes(currentOwner(state.transcript).owner);
  return canPress(state, message, choicesOf(body, card));
}

function newestOwn(messages: readonly MessageEvent[]): number {
  for (let i = messages.length - 1; i >= 0; i--) if (messages[i]!.from === 'customer') return messages[i]!.seq;
  return 0;
}
