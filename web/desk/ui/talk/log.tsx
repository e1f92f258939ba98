import { Fragment, type ReactNode, useEffect, useState } from 'react';
import { Bubble } from '../../../shared/bubbles';
import type { Author, MessageEvent } from '../../../shared/events';
import { needsSeparator, separator } from '../../../shared/format';
import { ShowPicture } from '../../../shared/picture';
import { useScroll } from '../../../shared/scroll';
import { currentCard } from '../../../shared/transcript';
import type { Note } from '../../client/types';
import { pendingOf } from '../../select';
import type { Pending, Thread } from '../../state';
import { useDesk, useDeskState, useNow } from '../hooks';
import { mend } from './drafts';
import { photosOf, Viewer } from './viewer';

const FACES: Record<Author, string> = { customer: '客', bot: '机', staff: '顾', system: '' };
const NAMES: Record<Author, string> = { customer: '客户', bot: '机器人', staff: '顾问', system: '系统' };

/** The transcript as the customer sees it, with the staff's private notes in between. Everything written is a text node. */
export function Log({ id, thread }: { id: string; thread: Thread }) {
  const desk = useDesk();
  const state = useDeskState();
  const today = useNow(60_000);
  const { transcript, detail } = thread;
  const { messages, first, last } = transcript;
  const pending = pendingOf(state, id);
  const scroll = useScroll(messages, pending.length, () => desk.loadOlder(id), 'staff');
  const { mounted, atStart, atNewest, pinned } = scroll;
  const [photo, showPhoto] = useState<number | null>(null);
  const newest = newestOwn(messages);
  const mine = state.summaries[id]?.mine ?? false;

  useEffect(() => {
    const look = (): void => {
      if (atNewest) desk.seen(id);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [desk, id, atNewest, last, mine]);

  const notesBefore = placeNotes(detail.notes, mounted, pinned);
  return (
    <div className="log-frame">
      <div ref={scroll.box} className="log" role="log" aria-label="聊天记录" aria-live={atNewest ? 'polite' : 'off'} tabIndex={0}>
        <div ref={scroll.content} className="log-content">
          {atStart && first > 1 && <p className="notice">正在读取更早的消息…</p>}
          {atStart && first <= 1 && messages.length === 0 && <p className="notice">还没有消息</p>}
          {mounted.map((message, i) => (
            <Fragment key={message.seq}>
              {notesBefore(i)}
              <TimeLine before={mounted[i - 1]?.at} at={message.at} today={today} />
              <Said from={message.from} kind={message.body.type} name={nameIn(message)} seq={message.seq}>
                <ShowPicture value={() => showPhoto(message.seq)}>
                  <Bubble body={message.body.type === 'card' ? { ...currentCard(transcript, message.body), asks: [] } : message.body} from={message.from} today={today} disabled onStale={() => void desk.renew(id, message.seq)} />
                </ShowPicture>
                {message.seq === newest && <span className="state">{message.seq <= thread.customerRead ? '客户已读' : '已送达'}</span>}
              </Said>
            </Fragment>
          ))}
          {notesBefore(mounted.length)}
          {pinned && pending.map((item) => (
            <Said key={item.client_id} from="staff" kind="text" name="我" seq={item.client_id}>
              <div className="bubble"><p>{item.text}</p></div>
              <SendState item={item} online={state.online} />
            </Said>
          ))}
          {pinned && thread.typingUntil > 0 && (
            <Said from="customer" kind="text" name="客户" seq="typing"><div className="bubble typing" aria-label="客户正在输入"><i /><i /><i /></div></Said>
          )}
        </div>
      </div>
      {photo !== null && <Viewer photos={photosOf(messages)} at={photo} today={today} onMove={showPhoto} onStale={(seq) => void desk.renew(id, seq)} onClose={() => showPhoto(null)} />}
      {!atNewest && (
        <button type="button" className="to-newest" onClick={scroll.toNewest}>{scroll.missed ? `${scroll.missed} 条新消息` : '回到最新'} ↓</button>
      )}
    </div>
  );
}

interface SaidProps {
  from: Author;
  kind: string;
  name: string;
  seq: number | string;
  children: ReactNode;
}

function Said({ from, kind, name, seq, children }: SaidProps) {
  return (
    <div className={`row from-${from} is-${kind}`} data-key={seq}>
      {from !== 'system' && <span className={`face is-${from}`} title={name} aria-hidden="true">{FACES[from]}</span>}
      <div className="said">
        <span className="sr-only">{name}：</span>
        {children}
      </div>
    </div>
  );
}

function nameIn({ from, body }: MessageEvent): string {
  const told = 'staff' in body ? (body as { staff?: unknown }).staff : undefined;
  return from === 'staff' && typeof told === 'string' ? told : NAMES[from];
}

function TimeLine({ before, at, today }: { before: string | undefined; at: string; today: number }) {
  if (!needsSeparator(before, at)) return null;
  return <time className="time" dateTime={at}>{separator(at, today)}</time>;
}

/** Where the notes stand among the mounted messages: before the first one that is later. */
function placeNotes(notes: readonly Note[], mounted: readonly MessageEvent[], pinned: boolean) {
  const places = new Map<number, Note[]>();
  for (const note of notes) {
    const at = Date.parse(note.at);
    if (mounted[0] && at < Date.parse(mounted[0].at)) continue;
    const next = mounted.findIndex((message) => Date.parse(message.at) > at);
    if (next < 0 && !pinned) continue;
    const place = next < 0 ? mounted.length : next;
    places.set(place, [...(places.get(place) ?? []), note]);
  }
  return (place: number): ReactNode => places.get(place)?.map((note) => <NoteLine key={note.id} note={note} />);
}

function NoteLine({ note }: { note: Note }) {
  return (
    <div className="note-line">
      <span className="note-head">内部备注 · {note.staff?.name ?? '同事'}</span>
      <p>{note.text}</p>
    </div>
  );
}

/** The truth about how far one's own message got. */
function SendState({ item, online }: { item: Pending; online: boolean }) {
  const desk = useDesk();
  switch (item.state) {
    case 'waiting': return <span className="state">待发送</span>;
    case 'sending': return <span className="state">{online ? '发送中' : '待发送'}</span>;
    case 'sent': return <span className="state">已送达</span>;
    case 'refused':
      return (
        <span className="state is-bad" role="alert">
          未发出：{item.reason}
          <button type="button" onClick={() => { mend(item.payload.conversation, item.text); desk.takeBack(item); }}>重新编辑</button>
        </span>
      );
    default:
      return online ? <button type="button" className="state is-bad" onClick={() => desk.retry()}>未发出，按此重试</button> : <span className="state">待发送</span>;
  }
}

function newestOwn(messages: readonly MessageEvent[]): number {
  for (let i = messages.length - 1; i >= 0; i--) if (messages[i]!.from === 'staff') return messages[i]!.seq;
  return 0;
}
