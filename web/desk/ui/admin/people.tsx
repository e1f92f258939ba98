import { Alert, App as Antd, Button, Input, InputNumber, Modal, Select, Switch, Typography } from 'antd';
import { useState } from 'react';
import { UserAddOutlined } from '../icons';
import { moment } from '../../../shared/format';
import type { PersonDoc, StoreDoc, Thing } from '../../client/admin';
import { Body, Head, Status } from '../common';
import { useBusy, useDesk, useList, useNow } from '../hooks';
import { Field } from './fields';
import { HistoryButton } from './history';
import { Lines, type Outcome, useSave } from './saving';
import './admin.css';

type Account = Thing<PersonDoc> & { me: boolean; can_log_in: boolean; last_seen?: string };
type Given = { name: string; password: string } | null;

const ROLES = [{ value: 'advisor', label: '服务顾问' }, { value: 'supervisor', label: '店长' }, { value: 'admin', label: '管理员' }];
const ROLE_TEXT = Object.fromEntries(ROLES.map(({ value, label }) => [value, label]));
const NEW: PersonDoc = { name: '', role: 'advisor', store: null, capacity: 3, active: true };

/** Accounts of the staff: who, what they may, how many customers at once. */
export default function PeopleView() {
  const people = useList<{ accounts: Account[] }>('/staff/accounts', 'shop');
  const stores = useList<{ stores: Thing<StoreDoc>[] }>('/shop/stores', 'shop').data?.stores ?? [];
  const [editing, edit] = useState<Account | 'new' | null>(null);
  const [given, give] = useState<Given>(null);
  const now = useNow(60_000);
  const nameOf = (id: string | null): string => (id === null ? '全部门店' : (stores.find((store) => store.id === id)?.document.name ?? id));
  return (
    <main className="work admin">
      <Head title="员工" actions={<><HistoryButton kind="staff" title="员工" onUndone={people.reload} /><Button type="primary" icon={<UserAddOutlined />} onClick={() => edit('new')}>新增员工</Button></>} />
      <Body reading={people} empty={(data) => !data.accounts.length} nothing="还没有员工">
        {(data) => (
          <table className="table">
            <thead><tr><th>姓名</th><th>角色</th><th>门店</th><th>同时接待</th><th>最近在线</th><th>状态</th><th /></tr></thead>
            <tbody>
              {data.accounts.map((account) => (
                <tr key={account.id} className={account.document.active ? '' : 'is-over'}>
                  <td>{account.document.name}{account.me && <small>我</small>}</td>
                  <td>{ROLE_TEXT[account.document.role]}</td>
                  <td>{nameOf(account.document.store)}</td>
                  <td className="number">{account.document.capacity}</td>
                  <td>{account.last_seen ? moment(account.last_seen, now) : '—'}</td>
                  <td>{!account.document.active ? <Status kind="quiet" text="已停用" /> : account.can_log_in ? <Status kind="done" text="在用" /> : <Status kind="open" text="没有密码" />}</td>
                  <td className="actions">
                    {account.document.active && <Reset account={account} onGiven={(password) => give({ name: account.document.name, password })} />}
                    <Button size="small" onClick={() => edit(account)}>修改</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Body>
      {editing && (
        <PersonDialog
          account={editing === 'new' ? null : editing}
          stores={stores}
          onClose={() => edit(null)}
          onSaved={(saved) => {
            edit(null);
            people.reload();
            if (saved.password) give({ name: saved.document.name, password: saved.password });
          }}
        />
      )}
      {given && <Password given={given} onClose={() => { give(null); people.reload(); }} />}
    </main>
  );
}

interface DialogProps {
  account: Account | null;
  stores: Thing<StoreDoc>[];
  onClose: () => void;
  onSaved: (saved: Thing<PersonDoc> & { password?: string }) => void;
}

function PersonDialog({ account, stores, onClose, onSaved }: DialogProps) {
  const save = useSave<PersonDoc>();
  const [value, setValue] = useState(account?.document ?? NEW);
  const [version, setVersion] = useState(account?.version);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Outcome<PersonDoc>>(null);
  const set = (changes: Partial<PersonDoc>): void => setValue({ ...value, ...changes });
  const send = async (): Promise<void> => {
    setBusy(true);
    const outcome = await save(account ? `/staff/${encodeURIComponent(account.id)}` : '/staff', { document: value, ...(account && { version }) });
    setBusy(false);
    if (outcome && 'saved' in outcome) return onSaved(outcome.saved);
    setRefused(outcome);
    if (outcome && 'theirs' in outcome) setVersion(outcome.theirs.version);
  };
  return (
    <Modal open title={account ? `修改 ${account.document.name}` : '新增员工'} okText="保存" confirmLoading={busy} okButtonProps={{ disabled: !value.name.trim() }} onOk={() => void send()} onCancel={onClose} destroyOnHidden>
      <div className="form">
        {refused && 'title' in refused && <Alert type="error" showIcon role="alert" message={refused.title} />}
        {refused && 'theirs' in refused && <Alert type="warning" showIcon role="alert" message={`${refused.theirs.by}刚刚改过，再按一次保存会用您的内容`} description={<Lines lines={refused.theirs.lines} />} />}
        <Field label="姓名（登录用）">{(id) => <Input id={id} autoFocus value={value.name} maxLength={60} onChange={({ target }) => set({ name: target.value })} />}</Field>
        <Field label="角色" help="服务顾问接待客户；店长还能看数据、接手同事的会话；管理员管理整个店。">{(id) => <Select id={id} value={value.role} options={ROLES} onChange={(role: string) => set({ role: role as PersonDoc['role'] })} />}</Field>
        <Field label="门店">{(id) => <Select id={id} value={value.store ?? ''} onChange={(store: string) => set({ store: store || null })} options={[{ value: '', label: '全部门店' }, ...stores.filter(({ document }) => document.active).map((store) => ({ value: store.id, label: store.document.name }))]} />}</Field>
        <Field label="同时最多接待几位客户">{(id) => <InputNumber id={id} min={1} max={50} precision={0} value={value.capacity} onChange={(capacity) => set({ capacity: capacity ?? 1 })} />}</Field>
        {account && <Field label="账号" help="停用后马上退出登录，正在接待的客户回到排队。">{() => <Switch checked={value.active} checkedChildren="在用" unCheckedChildren="停用" aria-label="在用" onChange={(active) => set({ active })} />}</Field>}
      </div>
    </Modal>
  );
}

function Reset({ account, onGiven }: { account: Account; onGiven: (password: string) => void }) {
  const desk = useDesk();
  const { message, modal } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  const reset = async (): Promise<void> => {
    const content = `${account.document.name} 在所有地方的登录都会退出，需要用新密码登录。`;
    if (!(await modal.confirm({ title: '重置密码？', content, okText: '重置' }))) return;
    await run(async () => onGiven((await desk.access.post<{ password: string }>(`/staff/${encodeURIComponent(account.id)}/password`)).password));
  };
  return <Button size="small" loading={busy} onClick={() => void reset()}>重置密码</Button>;
}

function Password({ given, onClose }: { given: NonNullable<Given>; onClose: () => void }) {
  return (
    <Modal open title={`${given.name} 的临时密码`} okText="已记下" onOk={onClose} onCancel={onClose} cancelButtonProps={{ hidden: true }} maskClosable={false}>
      <p>只显示这一次，请当面或电话告诉本人：</p>
      <Typography.Paragraph className="password" copyable>{given.password}</Typography.Paragraph>
    </Modal>
  );
}
