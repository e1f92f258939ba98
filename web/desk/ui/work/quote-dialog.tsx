import { App as Antd, Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { money } from '../../../shared/format';
import { uuid } from '../../../shared/line/storage';
import type { OrderDetail } from '../../client/records';
import { toShanghai } from '../../format';
import { useBusy, useDesk } from '../hooks';
import { DeleteOutlined } from '../icons';
import { MomentPicker } from './moment-picker';

const KINDS = [{ value: 'part', label: '配件' }, { value: 'labour', label: '工时' }, { value: 'other', label: '其他' }];
const ORIGINS = ['原厂', '副厂', '修复', '自备'].map((value) => ({ value, label: value }));
const MOST_LINES = 40;

interface GivenLine {
  kind: 'part' | 'labour' | 'other';
  name: string;
  yuan?: number;
  hours?: number;
  rate?: number;
  origin?: string;
  maker?: string;
  warranty?: string;
  reason?: string;
  if_left?: string;
}

interface Given {
  lines: GivenLine[];
  expires?: Dayjs;
  eta?: Dayjs;
}

/** Proposes a quote, or extra items of a repair under way; the customer is asked in the chat. */
export function QuoteDialog({ no, onClose }: { no: string; onClose: (sent: boolean) => void }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [form] = Form.useForm<Given>();
  const lines = Form.useWatch('lines', form) ?? [];
  // One dialog is one quote, however often the button is pressed or the answer gets lost.
  const [request] = useState(uuid);
  const [busy, run] = useBusy((title) => message.error(title));
  const total = lines.reduce((sum, line) => sum + (line ? fenOf(line) ?? 0 : 0), 0);

  const send = ({ lines: given, expires, eta }: Given): Promise<boolean> =>
    run(async () => {
      const body = {
        client_id: request,
        lines: given.map(asLine),
        ...(expires && { expires_at: toShanghai(expires) }),
        ...(eta && { eta_if_approved: toShanghai(eta) }),
      };
      const order = await desk.access.post<OrderDetail & { told?: number }>(`/orders/${encodeURIComponent(no)}/quotes`, body);
      message.success(order.told ? `已发给客户（${order.told} 个会话）` : '已保存。没有可以通知的会话，请电话告诉客户');
      onClose(true);
    });

  return (
    <Modal open title={`报价 · ${no}`} okText="发给客户" width={720} confirmLoading={busy} onOk={form.submit} onCancel={() => onClose(false)} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ lines: [{ kind: 'part' }] }} onFinish={send}>
        <Form.List name="lines">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <Line key={key} at={name} kind={lines[name]?.kind} onRemove={fields.length > 1 ? () => remove(name) : undefined} />
              ))}
              <Button block disabled={fields.length >= MOST_LINES} onClick={() => add({ kind: 'part' })}>再加一项</Button>
            </>
          )}
        </Form.List>
        <p className="quote-total">合计 <strong>{money(total)}</strong></p>
        <div className="pair quote-dates">
          <Form.Item name="eta" label="同意后预计完成"><MomentPicker /></Form.Item>
          <Form.Item name="expires" label="报价有效到（不填按店里规定）"><MomentPicker /></Form.Item>
        </div>
      </Form>
    </Modal>
  );
}

function Line({ at, kind, onRemove }: { at: number; kind: GivenLine['kind'] | undefined; onRemove: (() => void) | undefined }) {
  return (
    <fieldset className="quote-line" aria-label={`第 ${at + 1} 项`}>
      <Form.Item className="is-2" name={[at, 'kind']} label="类别"><Select options={KINDS} /></Form.Item>
      <Form.Item className={kind === 'labour' ? 'is-4' : 'is-6'} name={[at, 'name']} label="项目" rules={[{ required: true, whitespace: true, message: '请输入项目' }]}><Input maxLength={60} /></Form.Item>
      {kind === 'labour' ? (
        <>
          <Form.Item className="is-2" name={[at, 'hours']} label="工时" rules={[{ required: true, message: '请输入工时' }]}><InputNumber min={0.1} max={1000} step={0.5} /></Form.Item>
          <Form.Item className="is-3" name={[at, 'rate']} label="单价（元/小时）" rules={[{ required: true, message: '请输入单价' }]}><InputNumber min={0} max={100_000} precision={2} /></Form.Item>
        </>
      ) : (
        <Form.Item className="is-3" name={[at, 'yuan']} label="金额（元）" rules={[{ required: true, message: '请输入金额' }]}><InputNumber min={-1_000_000} max={1_000_000} precision={2} /></Form.Item>
      )}
      {kind === 'part' && (
        <>
          <Form.Item className="is-3" name={[at, 'origin']} label="来源"><Select allowClear options={ORIGINS} placeholder="原厂、副厂…" /></Form.Item>
          <Form.Item className="is-4" name={[at, 'maker']} label="厂家"><Input maxLength={60} /></Form.Item>
          <Form.Item className="is-4" name={[at, 'warranty']} label="质保"><Input maxLength={60} placeholder="12个月或2万公里" /></Form.Item>
        </>
      )}
      <Form.Item className="is-6" name={[at, 'reason']} label="为什么要做"><Input maxLength={200} placeholder="客户会看到" /></Form.Item>
      <Form.Item className="is-6" name={[at, 'if_left']} label="不做会怎样"><Input maxLength={200} placeholder="客户会看到" /></Form.Item>
      {onRemove && <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={`删掉第 ${at + 1} 项`} title="删掉这项" onClick={onRemove} />}
    </fieldset>
  );
}

/** Fen of a line, undefined while it is not filled in. */
function fenOf({ kind, yuan, hours, rate }: GivenLine): number | undefined {
  if (kind === 'labour') return hours === undefined || rate === undefined ? undefined : Math.round(hours * Math.round(rate * 100));
  return yuan === undefined ? undefined : Math.round(yuan * 100);
}

function asLine({ yuan, hours, rate, ...line }: GivenLine): object {
  const fields = line.kind === 'labour' ? { ...line, hours, rate: Math.round((rate ?? 0) * 100) } : line;
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
  return { ...filled, amount: fenOf({ ...line, yuan, hours, rate } as GivenLine) };
}
