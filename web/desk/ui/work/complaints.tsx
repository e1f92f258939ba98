import { Alert, App as Antd, Button, Drawer, Input, Segmented } from 'antd';
import { useState } from 'react';
import { moment } from '../../../shared/format';
import type { Complaint, ComplaintDetail, ComplaintWarning } from '../../client/records';
import type { Pages } from '../../client/types';
import { go } from '../../router';
import { Body, Countdown, Head, Status, Tel } from '../common';
import { useBusy, useDesk, useList, useNow } from '../hooks';
import { PageTurn, StoreFilter } from './orders';

interface Complaints extends Pages {
  complaints: Complaint[];
  warnings: ComplaintWarning[];
}

/** Complaints by severity and deadline, each with the time left to its promised answer. */
export default function ComplaintsView({ open }: { open: string | undefined }) {
  const [status, setStatus] = useState<'open' | 'closed'>('open');
  const [store, setStore] = useState<string>();
  const [page, setPage] = useState(1);
  const query = new URLSearchParams({ status, page: `${page}`, ...(store && { store }) });
  const complaints = useList<Complaints>(`/complaints?${query}`, 'complaints');
  return (
    <main className="work">
      <Head title="投诉">
        <Segmented<'open' | 'closed'> value={status} onChange={(value) => { setStatus(value); setPage(1); }} options={[{ value: 'open', label: '未办结' }, { value: 'closed', label: '已办结' }]} />
        <StoreFilter value={store} onChange={(value) => { setStore(value); setPage(1); }} />
      </Head>
      {complaints.data?.warnings.map((warning) => <Warning key={warning.id} warning={warning} onSeen={complaints.reload} />)}
      <Body reading={complaints} empty={(data) => !data.complaints.length} nothing={status === 'open' ? '没有未办结的投诉' : '没有已办结的投诉'}>
        {(data) => (
          <>
            <table className="table">
              <thead><tr><th>投诉</th><th>内容</th><th>客户</th><th>门店</th><th>状态</th><th>{status === 'open' ? '下一次答复' : '受理'}</th></tr></thead>
              <tbody>{data.complaints.map((complaint) => <ComplaintRow key={complaint.no} complaint={complaint} />)}</tbody>
            </table>
            <PageTurn pages={data} onTurn={setPage} />
          </>
        )}
      </Body>
      {open && <ComplaintDrawer no={open} onClose={() => go('complaints')} />}
    </main>
  );
}

function Warning({ warning, onSeen }: { warning: ComplaintWarning; onSeen: () => void }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  const seen = (): Promise<boolean> =>
    run(async () => {
      await desk.access.post(`/complaint_warnings/${encodeURIComponent(warning.id)}/seen`, {});
      onSeen();
    });
  return <Alert type="warning" showIcon message={warning.text} action={<Button size="small" loading={busy} onClick={() => void seen()}>知道了</Button>} />;
}

function ComplaintRow({ complaint }: { complaint: Complaint }) {
  const now = useNow(60_000);
  return (
    <tr>
      <td><Button type="link" size="small" onClick={() => go('complaints', complaint.no)}>{complaint.no}</Button><small><Status kind={complaint.severity} text={complaint.severity_text} />{complaint.category_text}</small></td>
      <td className="excerpt">{complaint.excerpt}</td>
      <td>{complaint.name ?? '—'}<small>{[complaint.phone, complaint.plate].filter(Boolean).join(' · ')}</small></td>
      <td>{complaint.store?.name ?? '—'}</td>
      <td><Status kind={complaint.status} text={complaint.status_text} /><small>{complaint.owner?.name}</small></td>
      <td>{complaint.due ? <><Countdown due={complaint.due} /><small>{complaint.first_answered_at ? '解决' : '首次答复'}：{moment(complaint.due, now)} 前</small></> : moment(complaint.created_at, now)}</td>
    </tr>
  );
}

function ComplaintDrawer({ no, onClose }: { no: string; onClose: () => void }) {
  const complaint = useList<ComplaintDetail>(`/complaints/${encodeURIComponent(no)}`, 'complaints');
  return (
    <Drawer open title={`投诉 ${no}`} size={480} onClose={onClose}>
      <Body reading={complaint} empty={() => false} nothing="">
        {(detail) => <ComplaintFile key={detail.no} detail={detail} onChanged={complaint.reload} />}
      </Body>
    </Drawer>
  );
}

function ComplaintFile({ detail, onChanged }: { detail: ComplaintDetail; onChanged: () => void }) {
  const today = useNow(60_000);
  const rows: [string, React.ReactNode][] = [
    ['类别', <>{detail.category_text} <Status kind={detail.severity} text={detail.severity_text} /></>],
    ['状态', <Status kind={detail.status} text={detail.status_text} />],
    ['下一次答复', detail.due && <Countdown due={detail.due} />],
    ['首次答复', detail.first_answered_at ? `${moment(detail.first_answered_at, today)} 已答复` : `${moment(detail.first_answer_due, today)} 前`],
    ['解决期限', `${moment(detail.solution_due, today)} 前`],
    ['客户', detail.name],
    ['电话', detail.phone && <Tel number={detail.phone} />],
    ['车牌', detail.plate],
    ['工单', detail.order_no && <Button type="link" size="small" onClick={() => go('orders', detail.order_no)}>{detail.order_no}</Button>],
    ['发生时间', detail.when],
    ['会话', detail.conversation && <Button type="link" size="small" onClick={() => go('conversations', detail.conversation)}>打开</Button>],
  ];
  return (
    <div className="file">
      <blockquote>{detail.text}</blockquote>
      <dl className="facts">
        {rows.filter(([, value]) => value).map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
      </dl>
      {detail.status !== 'closed' && <Step no={detail.no} onDone={onChanged} />}
      <h3>经过</h3>
      <ol className="timeline">
        {[...detail.steps].reverse().map((step) => (
          <li key={step.seq}>
            <span>{moment(step.at, today)} · {step.actor}</span>
            <p>{step.text}</p>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What was done, told to the customer. A solution waits for the customer's word; staff close only what they heard confirmed. */
function Step({ no, onDone }: { no: string; onDone: () => void }) {
  const desk = useDesk();
  const { message, modal } = Antd.useApp();
  const [text, setText] = useState('');
  const [busy, run] = useBusy((title) => message.error(title));
  const send = (ending: { close?: true; confirmed?: true }, done: string): Promise<boolean> =>
    run(async () => {
      await desk.access.post(`/complaints/${encodeURIComponent(no)}/steps`, { text: text.trim(), ...ending });
      setText('');
      message.success(done);
      onDone();
    });
  const close = (): void =>
    void modal.confirm({
      title: '客户已经确认解决，办结这个投诉？',
      content: <><p>办结后不能再添加处理。处理结果会告诉客户：</p><blockquote>{text.trim()}</blockquote></>,
      okText: '办结',
      okButtonProps: { danger: true },
      onOk: () => send({ close: true, confirmed: true }, '已办结，结果已记录'),
    });
  const nothing = !text.trim() || busy;
  return (
    <div className="step">
      <Input.TextArea value={text} maxLength={500} showCount autoSize={{ minRows: 3, maxRows: 6 }} aria-label="处理说明" placeholder="先写做了什么、答应了什么（客户会看到），再选下面的一步" onChange={({ target }) => setText(target.value)} />
      <div className="step-actions">
        <Button danger disabled={nothing} onClick={close}>客户已确认，办结</Button>
        <Button disabled={nothing} onClick={() => void send({ close: true }, '方案已发给客户，等客户确认')}>给出方案，请客户确认</Button>
        <Button type="primary" disabled={!text.trim()} loading={busy} onClick={() => void send({}, '已记录')}>添加处理</Button>
      </div>
    </div>
  );
}
