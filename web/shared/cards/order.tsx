import { moment } from '../format';
import type { OrderData, OrderStage } from './data';
import { CardFrame, Notes, Rows } from './frame';

const STATES = { done: '已完成', current: '进行中', todo: '未开始' };

export function OrderCard({ data, today }: { data: OrderData; today: number }) {
  const vehicle = [data.plate, data.vehicle].filter(Boolean).join(' · ');
  return (
    <CardFrame title="维修进度" no={data.no} status={data.stage_text}>
      <Rows
        rows={[
          ['车辆', vehicle],
          ['门店', data.store],
          ['预计完成', data.promised_at && <strong>{moment(data.promised_at, today)}</strong>],
        ]}
      />
      {data.late_reason && <p className="card-late">延后原因：{data.late_reason}</p>}
      {!!data.stages?.length && <StageBar stages={data.stages} today={today} />}
      <Notes notes={data.notes} today={today} />
    </CardFrame>
  );
}

/** The stages of a repair as a bar of steps; the current one is marked for screen readers too. */
export function StageBar({ stages, today }: { stages: readonly OrderStage[]; today: number }) {
  return (
    <ol className="stages">
      {stages.map((stage) => (
        <li key={stage.key} className={`is-${stage.state}`} aria-current={stage.state === 'current' ? 'step' : undefined}>
          <span className="stage-label">{stage.label}</span>
          <span className="stage-at">{stage.at ? moment(stage.at, today) : STATES[stage.state]}</span>
        </li>
      ))}
    </ol>
  );
}
