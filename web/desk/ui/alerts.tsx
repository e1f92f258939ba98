import { App as Antd, Button } from 'antd';
import type { Alert } from '../client/records';
import { go } from '../router';
import { useBusy, useDesk, useList, useMe } from './hooks';

/** What went wrong, for those who lead, until one of them has taken note. */
export function Alerts() {
  const me = useMe();
  const { data } = useList<{ alerts: Alert[] }>(me.role === 'advisor' ? null : '/alerts', 'alert');
  if (!data?.alerts.length) return null;
  return (
    <ul className="alerts" aria-label="提醒">
      {data.alerts.slice(0, 3).map((alert) => <Row key={alert.id} alert={alert} />)}
      {data.alerts.length > 3 && <li>还有 {data.alerts.length - 3} 条提醒</li>}
    </ul>
  );
}

function Row({ alert }: { alert: Alert }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [busy, run] = useBusy((title) => message.error(title));
  const where = alert.conversation ? '会话' : alert.kind === 'call_missed' ? '回电' : '投诉';
  const open = (): void => (alert.conversation ? go('conversations', alert.conversation) : go(alert.kind === 'call_missed' ? 'callbacks' : 'complaints'));
  return (
    <li>
      <span>{alert.text}</span>
      <Button type="link" size="small" onClick={open}>看{where}</Button>
      <Button size="small" loading={busy} onClick={() => void run(() => desk.access.post(`/alerts/${alert.id}/seen`))}>知道了</Button>
    </li>
  );
}
