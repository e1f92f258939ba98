import { Alert, App as Antd, Form, Input, Modal, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { moment } from '../../../shared/format';
import type { OrderDetail, Stage } from '../../client/records';
import type { StageChoice } from '../../client/types';
import { fromShanghai, toShanghai } from '../../format';
import { useBusy, useDesk, useNow } from '../hooks';
import { MomentPicker } from './moment-picker';
import { shortName, useStages } from './stages';

interface Props {
  no: string;
  from: StageChoice;
  /** Stages that may follow directly. */
  next: readonly StageChoice[];
  promisedAt: string | undefined;
  /** The stage that is chosen to begin with. */
  to?: string | undefined;
  onClose: (moved?: OrderDetail) => void;
}

interface Given {
  stage?: string;
  note?: string;
  promised?: Dayjs;
  reason?: string;
}

/** Moves an order, its promised time, or both; the customer is told what changed. */
export function StageDialog({ no, from, next, promisedAt, to, onClose }: Props) {
  const desk = useDesk();
  const now = useNow(60_000);
  const { message } = Antd.useApp();
  const [form] = Form.useForm<Given>();
  const promised = Form.useWatch('promised', form);
  const stages = useStages();
  const [busy, run] = useBusy((title) => message.error(title));
  const before = promisedAt === undefined ? undefined : fromShanghai(promisedAt);
  const isLater = !!(before && promised && promised.isAfter(before, 'minute'));

  const move = async ({ stage, note, promised: picked, reason }: Given): Promise<void> => {
    const changed = picked && !picked.isSame(before, 'minute');
    if (!stage && !note?.trim() && !changed) {
      form.setFields([{ name: 'note', errors: ['没有改动：请选下一阶段、写一句说明，或改承诺时间'] }]);
      return;
    }
    const body = {
      ...(stage && { stage }),
      ...(note?.trim() && { note: note.trim() }),
      ...(changed && { promised_at: toShanghai(picked) }),
      ...(isLater && reason?.trim() && { reason: reason.trim() }),
    };
    await run(async () => {
      const moved = await desk.access.post<OrderDetail & { told?: number }>(`/orders/${encodeURIComponent(no)}/stage`, body);
      message.success(moved.told ? `已更新，已告诉客户（${moved.told} 个会话）` : '已更新。没有可以通知的会话，请电话告诉客户');
      onClose(moved);
    });
  };

  return (
    <Modal open title={`更新进度 · ${no}`} okText="更新" confirmLoading={busy} onOk={form.submit} onCancel={() => onClose()} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ stage: to, promised: before }} onFinish={move}>
        <Form.Item name="stage" label={`现在：${shortName(stages, from.stage, from.text)}`}>
          <Select allowClear placeholder="阶段不变" options={choices(from.stage, next, stages)} />
        </Form.Item>
        <Form.Item name="promised" label="承诺完成时间">
          <MomentPicker />
        </Form.Item>
        {isLater && (
          <Form.Item name="reason" label="为什么延后（会告诉客户）" rules={[{ required: true, whitespace: true, message: '延后要给客户一个说法' }]}>
            <Input maxLength={200} placeholder="例如：水泵到货延迟一天" />
          </Form.Item>
        )}
        <Form.Item name="note" label="给客户的说明（可不填）">
          <Input.TextArea maxLength={200} showCount autoSize={{ minRows: 2, maxRows: 4 }} placeholder="例如：水泵已到，今天下午装" />
        </Form.Item>
        {promisedAt && Date.parse(promisedAt) < now && !isLater && <Alert type="warning" showIcon title={`承诺的时间 ${moment(promisedAt, now)} 已过，请给一个新的。`} />}
      </Form>
    </Modal>
  );
}

/** What follows directly; then what can be reached in one go. */
function choices(current: string, next: readonly StageChoice[], stages: readonly Stage[]) {
  const direct = new Set(next.map(({ stage }) => stage));
  const reach = new Set(stages.find(({ stage }) => stage === current)?.reach);
  const further = stages.filter(({ stage }) => reach.has(stage) && !direct.has(stage));
  const option = ({ stage, text }: StageChoice) => ({ value: stage, label: text });
  return [
    { label: '下一步', options: next.map(option) },
    ...(further.length ? [{ label: '直接到', options: further.map(option) }] : []),
  ];
}
