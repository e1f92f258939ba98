import { useEffect, useState } from 'react';
import type { OwnerBody, QueueBody } from '../../shared/events';
import { waiting } from '../../shared/format';

interface Props {
  owner: OwnerBody;
  place: QueueBody | null;
  onHuman: () => void;
  onLeaveQueue: () => void;
}

/** Who is speaking, and the way to a person. */
export function OwnerBanner({ owner, place, onHuman, onLeaveQueue }: Props) {
  const alone = owner.owner === 'bot' || owner.owner === 'closed';
  return (
    <div className={`banner is-${owner.owner}`}>
      <span className="banner-text" role="status">{ownerText(owner, place)}</span>
      {(owner.owner === 'queued' || owner.owner === 'ringing') && (
        <button type="button" className="pill" onClick={onLeaveQueue}>退出排队</button>
      )}
      {alone && (
        <button type="button" className="pill is-strong" onClick={onHuman}>转人工</button>
      )}
    </div>
  );
}

function ownerText({ owner, staff }: OwnerBody, place: QueueBody | null): string {
  switch (owner) {
    case 'queued': {
      if (!place) return '排队中，正在为您安排顾问';
      const wait = place.wait_seconds === undefined ? '' : ` · ${waiting(place.wait_seconds)}`;
      return `排队中，第 ${place.position} 位${wait}`;
    }
    case 'ringing': return '正在呼叫顾问，请稍候';
    case 'human': return staff ? `顾问 ${staff} 为您服务` : '顾问为您服务';
    case 'closed': return '本次服务已结束';
    default: return '机器人在线';
  }
}

/** A line that stays down this long (ms) is told; shorter breaks heal unseen. */
const PATIENCE = 2_500;

export function OfflineBanner({ online }: { online: boolean }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (online) return setShown(false);
    const timer = setTimeout(() => setShown(true), navigator.onLine ? PATIENCE : 0);
    return () => clearTimeout(timer);
  }, [online]);
  if (!shown) return null;
  return (
    <div className="offline" role="status">
      {navigator.onLine ? '连接中断，正在重连' : '当前没有网络'}，您发的消息会在恢复后自动送出
    </div>
  );
}
