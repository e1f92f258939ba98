/** What ends one's own part in a conversation is confirmed first, and can be taken back. */
import { Alert, App as Antd, Form, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { pendingOf } from '../../select';
import type { Store } from '../../client/types';
import { useBusy, useDesk, useDeskState, useList } from '../hooks';

interface DialogProps {
  id: string;
  onDone: (text: string) => void;
  onCancel: () => void;
}

/** Warns of one's own messages that the customer has not got yet. */
function Unsent({ id }: { id: string }) {
  const unsent = pendingOf(useDeskState(), id).filter(({ state }) => state !== 'sent').length;
  if (!unsent) return null;
  return <Alert type="warning" showIcon title={`还有 ${unsent} 条消息没有送达，现在离开可能发不出去。`} />;
}

function useStep(id: string, step: 'transfer' | 'hand_back' | 'close') {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  return [busy, (body: object = {}): Promise<boolean> => run(() => desk.act(id, step, body))] as const;
}

const OUTCOMES = [
  { value: 'solved', label: '已解决' },
  { value: 'followup', label: '需要跟进' },
  { value: 'no_answer', label: '客户没有回应' },
  { value: 'spam', label: '骚扰或误发' },
];

export function CloseDialog({ id, onDone, onCancel }: DialogProps) {
  const [busy, act] = useStep(id, 'close');
  const [outcome, setOutcome] = useState<string>();
  const close = async (): Promise<void> => {
    if (await act({ outcome })) onDone('会话已结束。');
  };
  return (
    <Modal open title="结束会话" okText="结束会话" okButtonProps={{ danger: true, disabled: !outcome }} confirmLoading={busy} onOk={close} onCancel={onCancel} destroyOnHidden>
      <Unsent id={id} />
      <p>客户会收到结束语；之后再发消息，由机器人先接待。这次的结果是：</p>
      <Radio.Group className="stacked" options={OUTCOMES} value={outcome} onChange={({ target }) => setOutcome(target.value as string)} />
    </Modal>
  );
}

export function HandBackDialog({ id, onDone, onCancel }: DialogProps) {
  const [busy, act] = useStep(id, 'hand_back');
  const back = async (): Promise<void> => {
    if (await act()) onDone('已交还机器人。');
  };
  return (
    <Modal open title="交还机器人" okText="交还" confirmLoading={busy} onOk={back} onCancel={onCancel} destroyOnHidden>
      <Unsent id={id} />
      <p>机器人会告诉客户由它继续，并接着办没办完的事；已经说过的不会再问。</p>
    </Modal>
  );
}

interface Transfer {
  to: 'staff' | 'store' | 'queue';
  target?: string;
  reason: string;
}

export function TransferDialog({ id, onDone, onCancel }: DialogProps) {
  const [busy, act] = useStep(id, 'transfer');
  const [form] = Form.useForm<Transfer>();
  const to = Form.useWatch('to', form) ?? 'staff';
  const transfer = async ({ target, reason }: Transfer): Promise<void> => {
    if (await act({ ...(to !== 'queue' && { [to]: target }), reason })) onDone('已转接。');
  };
  return (
    <Modal open title="转接会话" okText="转接" confirmLoading={busy} onOk={form.submit} onCancel={onCancel} destroyOnHidden>
      <Unsent id={id} />
      <Form form={form} layout="vertical" initialValues={{ to: 'staff' }} onFinish={transfer} onValuesChange={(changed) => 'to' in changed && form.resetFields(['target'])}>
        <Form.Item name="to">
          <Radio.Group optionType="button" options={[{ value: 'staff', label: '同事' }, { value: 'store', label: '门店' }, { value: 'queue', label: '放回队列' }]} />
        </Form.Item>
        {to === 'staff' && <Colleague />}
        {to === 'store' && <StoreItem />}
        <Form.Item name="reason" label="原因（只有同事看得到）" rules={[{ required: true, whitespace: true, message: '请写明原因，接手的人需要知道' }]}>
          <Input.TextArea maxLength={200} showCount autoSize={{ minRows: 2, maxRows: 4 }} placeholder="例如：客户要问钣喷报价" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Colleague() {
  const { staff } = useDeskState();
  const others = staff.filter(({ me }) => !me);
  return (
    <Form.Item name="target" label="同事" rules={[{ required: true, message: '请选择同事' }]}>
      <Select
        placeholder="选择在线的同事"
        notFoundContent="没有别的同事"
        options={others.map(({ id, name, store, online, load, capacity }) => ({
          value: id,
          disabled: !online || load >= capacity,
          label: `${name}${store ? ` · ${store.name}` : ''}（${online ? (load >= capacity ? '已满' : `${load}/${capacity}`) : '离线'}）`,
        }))}
      />
    </Form.Item>
  );
}

function StoreItem() {
  const stores = useList<{ stores: Store[] }>('/stores').data?.stores;
  return (
    <Form.Item name="target" label="门店" rules={[{ required: true, message: '请选择门店' }]}>
      <Select placeholder="选择门店" loading={!stores} options={(stores ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
    </Form.Item>
  );
}
