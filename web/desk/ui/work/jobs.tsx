import { App as Antd, Button, Form, Input, InputNumber, Modal, Popconfirm, Segmented } from 'antd';
import type { Dayjs } from 'dayjs';
import { moment, money } from '../../../shared/format';
import type { Direction, Job } from '../../client/records';
import type { Pages } from '../../client/types';
import { toShanghai } from '../../format';
import { go } from '../../router';
import { Body, Status, Tel } from '../common';
import { useBusy, useDesk, useList, useNow } from '../hooks';
import { MomentPicker } from './moment-picker';
import { PageTurn } from './orders';

interface Jobs extends Pages {
  jobs: Job[];
}

/** The drives of a day, with those of earlier days that nobody has finished. */
export function JobList({ day, page, onTurn }: { day: string; page: number; onTurn: (page: number) => void }) {
  const jobs = useList<Jobs>(`/jobs?${new URLSearchParams({ day, page: `${page}` })}`, 'bookings', 'orders');
  return (
    <Body reading={jobs} empty={(data) => !data.jobs.length} nothing="这一天没有取送车；在预约或工单上可以安排">
      {(data) => (
        <>
          <table className="table">
            <thead><tr><th>时间</th><th>取送</th><th>地址</th><th>客户</th><th>司机</th><th>状态</th><th /></tr></thead>
            <tbody>{data.jobs.map((job) => <JobRow key={job.no} job={job} onDone={jobs.reload} />)}</tbody>
          </table>
          <PageTurn pages={data} onTurn={onTurn} />
        </>
      )}
    </Body>
  );
}

const KINDS: Record<Job['status'], string> = { planned: 'scheduled', under_way: 'in_progress', done: 'done', cancelled: 'cancelled' };

function JobRow({ job, onDone }: { job: Job; onDone: () => void }) {
  const now = useNow(60_000);
  return (
    <tr className={job.status === 'cancelled' ? 'is-over' : undefined}>
      <td className="number"><b>{moment(job.at, now)}</b>{job.overdue && <em className="mark is-high">该出发了</em>}</td>
      <td>{job.direction_text}<small>{job.store.name} · {job.booking_no ?? job.order_no}</small></td>
      <td className="excerpt">{job.address ?? '—'}{job.note && <small>{job.note}</small>}</td>
      <td>{job.name ?? '—'} <Tel number={job.phone} /><small>{job.plate}</small></td>
      <td>{job.driver ?? '未定'}<small>{job.fee_fen === undefined ? '' : job.fee_fen ? money(job.fee_fen) : '免费'}</small></td>
      <td><Status kind={KINDS[job.status]} text={job.status_text} /><small>{job.no}</small></td>
      <td className="actions"><Moves job={job} onDone={onDone} /></td>
    </tr>
  );
}

/** What becomes of the drive next; the customer is told at once. */
function Moves({ job, onDone }: { job: Job; onDone: () => void }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  const move = (status: Job['status']): Promise<boolean> =>
    run(async () => {
      const { told } = await desk.access.post<{ told: number }>(`/jobs/${encodeURIComponent(job.no)}/status`, { status });
      message.success(told ? '已通知客户' : '已记录。没有可以通知的会话，请电话告诉客户');
      onDone();
    });
  return (
    <>
      {job.conversation && <Button type="link" size="small" onClick={() => go('conversations', job.conversation)}>会话</Button>}
      {job.order_no && <Button type="link" size="small" onClick={() => go('orders', job.order_no)}>工单</Button>}
      {job.next.map(({ status, text }) => (status === 'cancelled'
        ? (
          <Popconfirm key={status} title={`取消这趟${job.direction_text}？客户会收到通知。`} okText="取消这趟" cancelText="再想想" onConfirm={() => move(status)}>
            <Button size="small" danger disabled={busy}>取消</Button>
          </Popconfirm>
        )
        : <Button key={status} size="small" disabled={busy} onClick={() => void move(status)}>{text}</Button>))}
    </>
  );
}

interface Given {
  direction: Direction;
  at: Dayjs;
  address: string;
  driver?: string;
  yuan?: number | null;
  note?: string;
}

interface DialogProps {
  /** What the vehicle is driven for. */
  subject: { booking: string } | { order: string };
  title: string;
  /** What is known already. */
  given?: Partial<Given>;
  onClose: (planned: boolean) => void;
}

/** Plans a drive; the customer is told when and where. */
export function JobDialog({ subject, title, given, onClose }: DialogProps) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [form] = Form.useForm<Given>();
  const [busy, run] = useBusy((problem) => message.error(problem));
  const send = ({ at, yuan, ...rest }: Given): Promise<boolean> =>
    run(async () => {
      const filled = Object.fromEntries(Object.entries(rest).filter(([, value]) => value));
      const body = { ...subject, ...filled, at: toShanghai(at), ...(typeof yuan === 'number' && { fee: Math.round(yuan * 100) }) };
      const job = await desk.access.post<Job & { told: number }>('/jobs', body);
      message.success(job.told ? `已安排 ${job.no}，已通知客户` : `已安排 ${job.no}。没有可以通知的会话，请电话告诉客户`);
      onClose(true);
    });
  return (
    <Modal open title={title} okText="安排" confirmLoading={busy} onOk={form.submit} onCancel={() => onClose(false)} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ direction: 'collect', ...given }} onFinish={(values) => void send(values)}>
        <Form.Item name="direction" label="取车还是送车"><Segmented<Direction> options={[{ value: 'collect', label: '上门取车' }, { value: 'deliver', label: '送车上门' }]} /></Form.Item>
        <Form.Item name="at" label="时间" rules={[{ required: true, message: '请选择时间' }]}><MomentPicker /></Form.Item>
        <Form.Item name="address" label="地址" rules={[{ required: true, whitespace: true, message: '请输入地址' }]}><Input maxLength={120} placeholder="小区、楼栋、停车位" /></Form.Item>
        <div className="pair">
          <Form.Item name="driver" label="司机"><Input maxLength={40} placeholder="没定可以不填" /></Form.Item>
          <Form.Item name="yuan" label="费用（元）"><InputNumber<number> min={0} max={10_000} precision={2} placeholder="免费填 0" style={{ width: '100%' }} /></Form.Item>
        </div>
        <Form.Item name="note" label="备注（客户看不到）"><Input maxLength={200} placeholder="例如：地库 B2，先打电话" /></Form.Item>
      </Form>
    </Modal>
  );
}
