import { memo, useEffect, useState } from 'react';
import { Bubble } from '../../shared/bubbles';
import type { Author, CardBody, MessageEvent } from '../../shared/events';
import { Location } from '../../shared/location';
import { Picture } from '../../shared/picture';
import { choicesOf } from '../state';
import type { Chat } from '../chat';
import type { OutboxItem } from '../client/outbox';

const NAMES: Record<Author, string> = { customer: '我', bot: '机器人', staff: '顾问', system: '系统' };
const FACES: Record<Author, string> = { customer: '我', bot: '车', staff: '顾', system: '' };

export function Face({ from }: { from: Author }) {
  return <span className="face" aria-hidden="true">{FACES[from]}</span>;
}

interface RowProps {
  chat: Chat;
  message: MessageEvent;
  /** Newest version of the card this message shows. */
  card: CardBody | undefined;
  /** Whether its buttons can be pressed. */
  open: boolean;
  today: number;
  /** Under the customer's newest message: how far it got. */
  status: string | undefined;
}

export const MessageRow = memo(function MessageRow({ chat, message, card, open, today, status }: RowProps) {
  const { from, body } = message;
  const shown = body.type === 'card' && card ? { ...card, asks: body.asks ?? [] } : body;
  const buttons = choicesOf(body, card).length > 0;
  const score = (text: string): void => chat.rate(message, text);
  const ask = (text: string): void => chat.say(text);
  return (
    <div className={`row from-${from} is-${body.type}`} data-key={message.seq}>
      {from !== 'system' && <Face from={from} />}
      <div className="said">
        <span className="sr-only">{NAMES[from]}：</span>
        <Bubble
          body={shown}
          from={from}
          today={today}
          disabled={!open}
          onChoice={buttons ? (choice) => chat.press(message, choice) : undefined}
          onText={body.type === 'card' && body.card === 'rating' ? score : ask}
          onLeaveQueue={() => chat.leaveQueue()}
          onStale={() => void chat.renew(message.seq)}
        />
        {status && <span className="state">{status}</span>}
      </div>
    </div>
  );
});

interface PendingProps {
  item: OutboxItem;
  /** How much (0 to 1) of its picture has gone. */
  part: number | undefined;
  online: boolean;
  onRetry: () => void;
  onMend: (item: OutboxItem) => void;
}

/** A message on its way, with the truth about how far it got. */
export function PendingRow(props: PendingProps) {
  const { item } = props;
  return (
    <div className="row from-customer is-text" data-key={item.client_id}>
      <Face from="customer" />
      <div className="said">
        <span className="sr-only">{NAMES.customer}：</span>
        <PendingBubble item={item} />
        <SendState {...props} />
      </div>
    </div>
  );
}

function PendingBubble({ item: { payload, text } }: Pick<PendingProps, 'item'>) {
  if ('photo' in payload) return <PendingPhoto photo={payload.photo} />;
  if ('location' in payload) return <Location {...payload.location} />;
  return <div className="bubble"><p>{text}</p></div>;
}

function PendingPhoto({ photo }: { photo: Blob }) {
  const [url, setUrl] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(photo);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return url ? <Picture url={url} /> : <div className="picture" />;
}

function SendState({ item, part, online, onRetry, onMend }: PendingProps) {
  switch (item.state) {
    case 'waiting': return <span className="state">待发送</span>;
    case 'sending':
      if (!online) return <span className="state">待发送</span>;
      return <span className="state">{part === undefined ? '发送中' : <Progress part={part} />}</span>;
    case 'sent': return <span className="state">已送达</span>;
    case 'refused':
      return (
        <span className="state is-bad" role="alert">
          未发出：{item.reason}
          <button type="button" onClick={() => onMend(item)}>{'text' in item.payload ? '重新编辑' : '知道了'}</button>
        </span>
      );
    default:
      if (!online) return <span className="state">待发送</span>;
      return (
        <button type="button" className="state is-bad" onClick={onRetry}>
          未发出 点此重试
        </button>
      );
  }
}

function Progress({ part }: { part: number }) {
  return <><progress aria-label="照片发送进度" max={1} value={part} /> {Math.floor(part * 100)}%</>;
}
