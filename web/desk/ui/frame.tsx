import { App as Antd, Badge, Button, Dropdown, Switch, Tooltip } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import {
  BarChartOutlined, BellOutlined, BookOutlined, CalendarOutlined, CarOutlined, CustomerServiceOutlined, IdcardOutlined, LogoutOutlined, MutedOutlined, FrownOutlined, PhoneOutlined,
  ProfileOutlined, ShopOutlined, SoundOutlined, TeamOutlined, ToolOutlined, WarningOutlined,
} from './icons';
import { isMuted, setMuted } from '../sound';
import { why } from '../client/access';
import { askToNotify, canAskToNotify } from '../notify';
import { go, type View, write } from '../router';
import { attention, title } from '../select';
import type { DeskState } from '../state';
import { Alerts } from './alerts';
import { useDesk, useDeskState, useMe } from './hooks';

const ITEMS: readonly { view: View; label: string; icon: ReactNode; forLeads?: boolean; forAdmins?: boolean }[] = [
  { view: 'conversations', label: '会话', icon: <CustomerServiceOutlined /> },
  { view: 'bookings', label: '预约', icon: <CalendarOutlined /> },
  { view: 'orders', label: '工单', icon: <ToolOutlined /> },
  { view: 'complaints', label: '投诉', icon: <WarningOutlined /> },
  { view: 'callbacks', label: '回电', icon: <PhoneOutlined /> },
  { view: 'rescues', label: '救援', icon: <CarOutlined /> },
  { view: 'customers', label: '客户', icon: <TeamOutlined /> },
  { view: 'low_scores', label: '低分', icon: <FrownOutlined /> },
  { view: 'figures', label: '数据', icon: <BarChartOutlined />, forLeads: true },
  { view: 'stores', label: '门店', icon: <ShopOutlined />, forAdmins: true },
  { view: 'rules', label: '价格规则', icon: <ProfileOutlined />, forAdmins: true },
  { view: 'people', label: '员工', icon: <IdcardOutlined />, forAdmins: true },
  { view: 'knowledge', label: '知识库', icon: <BookOutlined />, forAdmins: true },
];

interface Props {
  view: View;
  onSignOut: () => void;
  children: ReactNode;
}

/** The left navigation and what is true everywhere: the line, the queue, oneself. */
export function Frame({ view, onSignOut, children }: Props) {
  const state = useDeskState();
  const me = useMe();
  useEffect(() => {
    document.title = title(state);
  }, [state]);
  return (
    <div className="frame">
      <nav className="nav" aria-label="工作台">
        <ul>
          {ITEMS.filter(({ forLeads, forAdmins }) => (!forLeads || me.role !== 'advisor') && (!forAdmins || me.role === 'admin')).map((item) => (
            <li key={item.view}>
              <a
                href={write({ view: item.view })}
                aria-current={item.view === view ? 'page' : undefined}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  go(item.view);
                }}
              >
                <Badge count={countOf(state, item.view)} size="small" offset={[6, 0]} title={`${item.label}：待处理`}>{item.icon}</Badge>
                {item.label}
              </a>
            </li>
          ))}
        </ul>
        <Self onSignOut={onSignOut} />
      </nav>
      <div className="view">
        {!state.online && <p className="line-down" role="status">网络不通，正在重新连接… 您发出的内容会保留，恢复后自动发送。</p>}
        <Alerts />
        {view !== 'conversations' && <WaitingBar state={state} />}
        {children}
      </div>
    </div>
  );
}

function countOf(state: DeskState, view: View): number {
  const { waiting, unread } = attention(state);
  if (view === 'conversations') return waiting + unread;
  if (view === 'complaints' || view === 'callbacks' || view === 'rescues') return state.counts[view];
  return 0;
}

/** On every other view: somebody waits. */
function WaitingBar({ state }: { state: DeskState }) {
  const { waiting, danger } = attention(state);
  if (!waiting) return null;
  return (
    <p className={`waiting-bar${danger ? ' is-danger' : ''}`} role="status">
      <BellOutlined /> 有 {waiting} 位客户在等人工{danger && '，其中有紧急情况'}。
      <Button type="link" size="small" onClick={() => go('conversations')}>去接待</Button>
    </p>
  );
}

function Self({ onSignOut }: { onSignOut: () => void }) {
  const desk = useDesk();
  const me = useMe();
  const { message } = Antd.useApp();
  const [muted, mute] = useState(isMuted);
  const [busy, setBusy] = useState(false);

  const switchOnline = async (online: boolean): Promise<void> => {
    setBusy(true);
    await desk.setOnline(online).catch((error: unknown) => message.error(why(error)));
    setBusy(false);
  };

  return (
    <div className="self">
      <Tooltip title={muted ? '提示音已关，按一下打开' : '提示音已开，按一下关闭'} placement="right">
        <Button
          type="text"
          aria-label={muted ? '打开提示音' : '关闭提示音'}
          icon={muted ? <MutedOutlined /> : <SoundOutlined />}
          onClick={() => {
            setMuted(!muted);
            mute(!muted);
          }}
        />
      </Tooltip>
      <Switch checked={me.online} loading={busy} checkedChildren="在线" unCheckedChildren="离线" aria-label="接待状态" onChange={switchOnline} />
      <Dropdown
        placement="topLeft"
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', disabled: true, label: `${me.name}${me.store ? ` · ${me.store.name}` : ''}` },
            { type: 'divider' },
            { key: 'account', label: '密码、登录、快捷回复', onClick: () => go('account') },
            ...(me.role === 'admin' ? [{ key: 'audit', label: '审计记录', onClick: () => go('audit') }] : []),
            ...(canAskToNotify() ? [{ key: 'notify', label: '打开桌面通知', onClick: () => void askToNotify() }] : []),
            { type: 'divider' },
            { key: 'out', icon: <LogoutOutlined />, label: '退出登录', onClick: onSignOut },
          ],
        }}
      >
        <button type="button" className="face is-me" aria-label={`${me.name}，菜单`}>{me.name.slice(-2)}</button>
      </Dropdown>
    </div>
  );
}
