import { DatePicker, Input, Select } from 'antd';
import { useState } from 'react';
import { moment } from '../../../shared/format';
import type { Pages, Person } from '../../client/types';
import { Body, Head } from '../common';
import { useDeskState, useList, useNow, useRested } from '../hooks';
import { PageTurn } from './orders';

interface Entry {
  at: string;
  actor: Person;
  action: string;
  subject: string;
  reason?: string;
}

interface Trail extends Pages {
  entries: Entry[];
  actions: string[];
}

const ACTION: Record<string, string> = {
  reveal: '查看完整信息', login: '登录', staff_role: '改角色或门店', staff_added: '添加员工', password_reset: '重置密码',
  password_changed: '改密码', sessions_ended: '退出其他登录', export: '导出资料', delete: '删除资料',
};
const SUBJECT: Record<string, string> = {
  conversation: '会话', customer: '客户', order: '工单', complaint: '投诉', callback: '回电', rescue: '救援', staff: '员工',
};

/** Who looked at what and changed what; numbers only, never the values themselves. */
export default function AuditView() {
  const now = useNow(60_000);
  const { staff } = useDeskState();
  const [filter, setFilter] = useState({ actor: '', action: '', subject: '', day: '' });
  const [page, setPage] = useState(1);
  const given = useRested(filter);
  const query = new URLSearchParams({ page: `${page}`, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)) });
  const reading = useList<Trail>(`/audit?${query}`);
  const set = (change: Partial<typeof filter>): void => {
    setFilter({ ...filter, ...change });
    setPage(1);
  };
  const actions = (reading.data?.actions ?? []).map((value) => ({ value, label: ACTION[value] ?? value }));
  return (
    <main className="work">
      <Head title="审计记录">
        <Select allowClear aria-label="谁" placeholder="谁" className="filter" options={staff.map(({ id, name }) => ({ value: id, label: name }))} onChange={(actor?: string) => set({ actor: actor ?? '' })} />
        <Select allowClear aria-label="做了什么" placeholder="做了什么" className="filter" options={actions} onChange={(action?: string) => set({ action: action ?? '' })} />
        <DatePicker aria-label="日期" onChange={(day) => set({ day: day ? day.format('YYYY-MM-DD') : '' })} />
        <Input allowClear aria-label="编号" placeholder="编号" className="filter" onChange={({ target }) => set({ subject: target.value.trim() })} />
      </Head>
      <Body reading={reading} empty={(data) => !data.entries.length} nothing="没有记录">
        {(data) => (
          <>
            <table className="table">
              <thead><tr><th>时间</th><th>谁</th><th>做了什么</th><th>对象</th><th>原因</th></tr></thead>
              <tbody>
                {data.entries.map((entry, i) => (
                  <tr key={`${entry.at} ${i}`}>
                    <td>{moment(entry.at, now)}</td>
                    <td>{entry.actor.name}</td>
                    <td>{ACTION[entry.action] ?? entry.action}</td>
                    <td>{subjectOf(entry.subject)}</td>
                    <td>{entry.reason ?? ''}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <PageTurn pages={data} onTurn={setPage} />
          </>
        )}
      </Body>
    </main>
  );
}

function subjectOf(subject: string): string {
  const [kind, ...no] = subject.split(':');
  return `${SUBJECT[kind!] ?? kind} ${no.join(':')}`;
}
