/** Cards about people who will come or call: call-back, queue, rescue. */
import { moment, span, waiting } from '../format';
import type { CallbackData, QueueData, RescueData } from './data';
import { CardFrame, Phone, Rows } from './frame';

export function CallbackCard({ data, today }: { data: CallbackData; today: number }) {
  return (
    <CardFrame title="顾问回电" no={data.no} status={data.status_text}>
      {data.due_from && <p className="card-lead">{span(data.due_from, data.due_to, today)}</p>}
      <Rows rows={[['回电号码', data.phone], ['事由', data.reason]]} />
    </CardFrame>
  );
}

interface QueueProps {
  data: QueueData;
  onLeaveQueue?: (() => void) | undefined;
}

export function QueueCard({ data, onLeaveQueue }: QueueProps) {
  return (
    <>
      <CardFrame title="排队等候顾问">
        {data.position !== undefined && <p className="card-lead">第 {data.position} 位</p>}
        <Rows rows={[['预计等待', data.wait_seconds !== undefined && waiting(data.wait_seconds)]]} />
      </CardFrame>
      {data.can_leave && onLeaveQueue && (
        <div className="card-actions">
          <button type="button" onClick={onLeaveQueue}>退出排队</button>
        </div>
      )}
    </>
  );
}

export function RescueCard({ data, today }: { data: RescueData; today: number }) {
  return (
    <CardFrame title="道路救援" no={data.no} status={data.status_text} tone="bad">
      <Rows
        rows={[
          ['位置', data.location],
          ['预计到达', data.promised_at && <strong>{moment(data.promised_at, today)}</strong>],
          ['救援电话', data.hotline && <Phone number={data.hotline} />],
        ]}
      />
    </CardFrame>
  );
}
