import { Button } from 'antd';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Card } from '../../../shared/cards/card';
import type { CardBody } from '../../../shared/events';
import { moment, separator } from '../../../shared/format';
import type { Customer, Detail } from '../../client/types';
import { go } from '../../router';
import type { Thread } from '../../state';
import { KIND_TEXT, PRIORITY_TEXT, Tel } from '../common';
import { useNow } from '../hooks';

const StageDialog = lazy(() => import('../work/stage-dialog').then(({ StageDialog: dialog }) => ({ default: dialog })));

/** What is known beside the conversation: why it came, who it is, what is open. */
export function Panel({ thread: { detail }, onBack }: { thread: Thread; onBack: () => void }) {
  const today = useNow(60_000);
  const { orders, bookings, complaints, callbacks, rescues, notes } = detail;
  return (
    <aside className="panel" aria-label="会话资料">
      <Button className="narrow-only" type="link" size="small" onClick={onBack}>‹ 回到聊天</Button>
      <Brief detail={detail} today={today} />
      <Person detail={detail} />
      {orders.map((body) => <OrderPart key={body.card_id} body={body} next={detail.order_next[body.data.no ?? ''] ?? []} today={today} />)}
      <Cards title="救援" bodies={rescues} today={today} />
      <Cards title="投诉" bodies={complaints} today={today} onOpen={(no) => go('complaints', no)} />
      <Cards title="回电" bodies={callbacks} today={today} />
      <Cards title="预约" bodies={bookings} today={today} />
      {notes.length > 0 && (
        <Part title="备注">
          <ul className="notes">
            {notes.map((note) => (
              <li key={note.id}>
                <span>{note.staff?.name ?? '同事'} · {separator(note.at, today)}</span>
                <p>{note.text}</p>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </aside>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="part">
      <header><h2>{title}</h2>{action}</header>
      {children}
    </section>
  );
}

/** Why it came to a person, and what was already said and promised: nobody has to ask again. */
function Brief({ detail: { handoff, collected, brief }, today }: { detail: Detail; today: number }) {
  if (!handoff && !collected.length && !brief.length) return null;
  return (
    <Part title="简报">
      <dl className="facts is-brief">
        {brief.map(({ label, text }) => <Fact key={label} label={label} value={text} />)}
      </dl>
      {handoff && (
        <p className={`brief-reason is-${handoff.priority ?? 'normal'}`}>
          <strong>{handoff.reason_text}</strong>
          {handoff.priority && handoff.priority !== 'normal' && <em>{PRIORITY_TEXT[handoff.priority]}</em>}
          <span>{moment(handoff.at, today)}</span>
        </p>
      )}
      {collected.length > 0 && (
        <dl className="facts">
          {collected.map(({ slot, label, value }) => (
            <div key={slot}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Part>
  );
}

function Person({ detail: { customer, conversation } }: { detail: Detail }) {
  const told = customer ?? conversation.customer;
  const vehicles = customer?.vehicles ?? [];
  const open = customer && <Button type="link" size="small" onClick={() => go('customers', customer.id)}>档案</Button>;
  return (
    <Part title="客户" action={open}>
      {told || conversation.plate ? (
        <dl className="facts">
          <Fact label="姓名" value={told?.name} />
          <Fact label="电话" value={told?.phone && <Tel number={told.phone} />} />
          <Fact label="会员" value={membership(customer)} />
          <Fact label="身份" value={told?.verified || conversation.customer?.verified ? '已验证' : '未验证'} />
          {!vehicles.length && <Fact label="车牌" value={conversation.plate} />}
        </dl>
      ) : (
        <p className="section-empty">还不知道是谁</p>
      )}
      {vehicles.map((vehicle) => (
        <p key={vehicle.id} className="vehicle">
          <span className="plate">{vehicle.plate}</span>
          {[vehicle.label ?? [vehicle.brand, vehicle.model].filter(Boolean).join(' '), KIND_TEXT[vehicle.kind], vehicle.energy, vehicle.mileage && `${vehicle.mileage.toLocaleString('zh-CN')} km`]
            .filter(Boolean)
            .join(' · ')}
        </p>
      ))}
    </Part>
  );
}

function membership(customer: Customer | undefined): string | undefined {
  return [customer?.member, customer?.points && `${customer.points} 分`].filter(Boolean).join(' · ') || undefined;
}

function Fact({ label, value }: { label: string; value: ReactNode }) {
  if (!value) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface OrderPartProps {
  body: Detail['orders'][number];
  next: Detail['order_next'][string];
  today: number;
}

function OrderPart({ body, next, today }: OrderPartProps) {
  const [moving, setMoving] = useState(false);
  const { no = '', stage, stage_text, promised_at } = body.data;
  const details = <Button type="link" size="small" onClick={() => go('orders', no)}>详情</Button>;
  return (
    <Part title="工单" action={details}>
      <Card body={withoutButtons(body)} today={today} disabled />
      {next.length > 0 && <Button block onClick={() => setMoving(true)}>更新进度</Button>}
      {moving && (
        <Suspense>
          <StageDialog no={no} from={{ stage: stage ?? '', text: stage_text ?? '' }} next={next} promisedAt={promised_at} onClose={() => setMoving(false)} />
        </Suspense>
      )}
    </Part>
  );
}

interface CardsProps {
  title: string;
  bodies: readonly CardBody[];
  today: number;
  onOpen?: (no: string) => void;
}

function Cards({ title, bodies, today, onOpen }: CardsProps) {
  if (!bodies.length) return null;
  return (
    <Part title={title}>
      {bodies.map((body) => {
        const no = 'no' in body.data ? body.data.no : undefined;
        return (
          <div key={body.card_id} className="part-card">
            <Card body={withoutButtons(body)} today={today} disabled />
            {onOpen && no && <Button type="link" size="small" onClick={() => onOpen(no)}>处理</Button>}
          </div>
        );
      })}
    </Part>
  );
}

/** The customer's buttons are the customer's. */
function withoutButtons(body: CardBody): CardBody {
  return { ...body, choices: [] };
}
