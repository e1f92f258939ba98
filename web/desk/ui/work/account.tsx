import { App as Antd, Button, Form, Input, Modal, Switch } from 'antd';
import { useState } from 'react';
import { moment } from '../../../shared/format';
import type { Canned } from '../../client/types';
import { Body, Head, Status } from '../common';
import { useBusy, useDesk, useMe, useNow, useReading } from '../hooks';

/** One's own account: password, where one is signed in, canned replies. */
export default function AccountView() {
  return (
    <main className="work">
      <Head title="我的账号" />
      <Replies />
      <Password />
      <Sessions />
    </main>
  );
}

interface Passwords {
  old: string;
  new: string;
  again: string;
}

function Password() {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [form] = Form.useForm<Passwords>();
  const [busy, run] = useBusy((title) => message.error(title));
  const change = async (given: Passwords): Promise<void> => {
    if (!(await run(() => desk.access.post('/password', { old: given.old, new: given.new })))) return;
    form.resetFields();
    message.success('密码已改，其他地方的登录已退出');
  };
  return (
    <section className="part">
      <h2>改密码</h2>
      <Form form={form} layout="vertical" className="narrow" onFinish={change}>
        <Form.Item name="old" label="原密码" rules={[{ required: true, message: '请输入原密码' }]}><Input.Password autoComplete="current-password" /></Form.Item>
        <Form.Item name="new" label="新密码" rules={[{ required: true, min: 8, message: '至少 8 位' }]}><Input.Password autoComplete="new-password" /></Form.Item>
        <Form.Item
          name="again"
          label="再输一遍"
          dependencies={['new']}
          rules={[({ getFieldValue }) => ({ validator: (_, value) => (value === getFieldValue('new') ? Promise.resolve() : Promise.reject(new Error('两次不一样'))) })]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button htmlType="submit" loading={busy}>改密码</Button>
      </Form>
    </section>
  );
}

interface Session {
  since: string;
  device?: string;
  this: boolean;
}

function Sessions() {
  const desk = useDesk();
  const now = useNow(60_000);
  const { message } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  const reading = useReading('sessions', () => desk.access.get<{ sessions: Session[] }>('/sessions'));
  const end = async (): Promise<void> => {
    if (await run(() => desk.access.post('/sessions/end_others'))) reading.reload();
  };
  return (
    <section className="part">
      <h2>登录</h2>
      <Body reading={reading} empty={() => false} nothing="">
        {({ sessions }) => (
          <>
            <ul>
              {sessions.map((one) => <li key={one.since}>{moment(one.since, now)} 登录{one.device && ` · ${one.device}`} {one.this && <Status kind="done" text="这里" />}</li>)}
            </ul>
            <Button disabled={sessions.length < 2} loading={busy} onClick={() => void end()}>退出其他地方的登录</Button>
          </>
        )}
      </Body>
    </section>
  );
}

function Replies() {
  const desk = useDesk();
  const me = useMe();
  const { message } = Antd.useApp();
  const [edited, edit] = useState<Partial<Canned> | null>(null);
  const [busy, run] = useBusy((title) => message.error(title));
  const reading = useReading('canned', () => desk.access.get<{ replies: Canned[]; variables: string[] }>('/canned'));
  const leads = me.role !== 'advisor';
  const remove = async (id: number): Promise<void> => {
    if (await run(() => desk.access.post(`/canned/${id}/remove`))) reading.reload();
  };
  return (
    <section className="part">
      <header><h2>快捷回复</h2><Button type="primary" size="small" onClick={() => edit({})}>添加</Button></header>
      <Body reading={reading} empty={(data) => !data.replies.length} nothing="还没有快捷回复。添加后，在回复框里输入 / 就能用。">
        {({ replies }) => (
          <table className="table">
            <thead><tr><th>快捷词</th><th>内容</th><th>谁用</th><th /></tr></thead>
            <tbody>
              {replies.map((reply) => (
                <tr key={reply.id}>
                  <td>/{reply.shortcut}</td>
                  <td>{reply.text}</td>
                  <td>{reply.shared ? '大家' : '我'}</td>
                  <td className="actions">
                    {(leads || !reply.shared) && (
                      <>
                        <Button size="small" onClick={() => edit(reply)}>修改</Button>
                        <Button size="small" danger disabled={busy} onClick={() => void remove(reply.id)}>删除</Button>
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Body>
      {edited && <ReplyDialog reply={edited} leads={leads} onDone={() => { edit(null); reading.reload(); }} onCancel={() => edit(null)} />}
    </section>
  );
}

interface ReplyDialogProps {
  reply: Partial<Canned>;
  leads: boolean;
  onDone: () => void;
  onCancel: () => void;
}

function ReplyDialog({ reply, leads, onDone, onCancel }: ReplyDialogProps) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [form] = Form.useForm<Canned>();
  const [busy, run] = useBusy((title) => message.error(title));
  const save = async ({ shortcut, text, shared }: Canned): Promise<void> => {
    const body = reply.id === undefined ? { shortcut, text, shared: !!shared } : { shortcut, text };
    if (await run(() => desk.access.post(reply.id === undefined ? '/canned' : `/canned/${reply.id}`, body))) onDone();
  };
  return (
    <Modal open title={reply.id === undefined ? '添加快捷回复' : '修改快捷回复'} okText="保存" confirmLoading={busy} onOk={form.submit} onCancel={onCancel} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={reply} onFinish={save}>
        <Form.Item name="shortcut" label="快捷词" rules={[{ required: true, pattern: /^[^\s/]{1,20}$/, message: '1 到 20 个字，没有空格和斜杠' }]}><Input placeholder="取车" /></Form.Item>
        <Form.Item
          name="text"
          label="内容"
          extra="可以用：{customer} 姓名、{plate} 车牌（打码）、{order_no} 工单号、{store} 门店、{eta} 预计完成、{me} 我"
          rules={[{ required: true, whitespace: true, message: '请填写内容' }]}
        >
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 3, maxRows: 8 }} placeholder="{customer}您好，{plate}已经修好，{store}等您来取。" />
        </Form.Item>
        {leads && reply.id === undefined && <Form.Item name="shared" label="大家共用" valuePropName="checked"><Switch /></Form.Item>}
      </Form>
    </Modal>
  );
}
