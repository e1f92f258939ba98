import { App as Antd, ConfigProvider, theme } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { isProblem } from '../shared/line/access';
import { Backoff, pause } from '../shared/line/backoff';
import { notify } from './notify';
import { sound } from './sound';
import { DeskAccess } from './client/access';
import type { Me } from './client/types';
import { Desk } from './desk';
import { useShortcuts } from './keys';
import { type Place, usePlace } from './router';
import { Loading } from './ui/common';
import { Frame } from './ui/frame';
import { KeyHelp } from './ui/help';
import { DeskContext } from './ui/hooks';
import { Login } from './ui/login';
import { dropDrafts } from './ui/talk/drafts';
import { Talk } from './ui/talk/talk';

const Bookings = lazy(() => import('./ui/work/bookings'));
const Orders = lazy(() => import('./ui/work/orders'));
const Complaints = lazy(() => import('./ui/work/complaints'));
const Callbacks = lazy(() => import('./ui/work/callbacks'));
const LowScores = lazy(() => import('./ui/work/low-scores'));
const Rescues = lazy(() => import('./ui/work/rescues'));
const Figures = lazy(() => import('./ui/figures/figures'));
const Stores = lazy(() => import('./ui/admin/stores'));
const Rules = lazy(() => import('./ui/admin/rules'));
const People = lazy(() => import('./ui/admin/people'));
const Knowledge = lazy(() => import('./ui/admin/knowledge'));
const Customers = lazy(() => import('./ui/work/customers'));
const Account = lazy(() => import('./ui/work/account'));
const Audit = lazy(() => import('./ui/work/audit'));

const access = new DeskAccess();

/** Who is at the desk: not yet known, nobody, or somebody. */
type Presence = { at: 'asking' } | { at: 'door'; notice: string | null } | { at: 'desk'; desk: Desk };

export function App() {
  const dark = useDark();
  return (
    <ConfigProvider
      locale={zhCN}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: {
          colorPrimary: '#07863f',
          colorError: dark ? '#ff8a86' : '#c8302c',
          colorErrorHover: dark ? '#ffaba8' : '#a82824',
          colorErrorBorderHover: dark ? '#ffaba8' : '#a82824',
          colorLink: dark ? '#3ecf7f' : '#06773a',
          colorTextDescription: dark ? '#9b9b9b' : '#6b6b6b',
          colorTextPlaceholder: dark ? '#9b9b9b' : '#6b6b6b',
          colorPrimaryBg: dark ? '#143524' : '#e3f6ea',
          colorPrimaryBgHover: dark ? '#1b4630' : '#d0eeda',
          borderRadius: 6,
          motion: false,
        },
      }}
    >
      <Antd message={{ maxCount: 3, top: 60 }}>
        <Door />
      </Antd>
    </ConfigProvider>
  );
}

function Door() {
  const [presence, setPresence] = useState<Presence>({ at: 'asking' });
  const current = useRef<Desk | null>(null);
  const { message, modal } = Antd.useApp();

  const leave = (notice: string | null): void => {
    current.current?.stop();
    current.current = null;
    access.trust(null);
    document.title = '客服工作台';
    setPresence({ at: 'door', notice });
  };
  const enter = (me: Me): void => {
    access.trust(me);
    current.current?.stop();
    const desk = new Desk(access, me);
    desk.onAlarm = (alarm) => {
      sound(alarm);
      notify(alarm);
    };
    current.current = desk;
    void desk.start();
    setPresence({ at: 'desk', desk });
  };
  const signOut = async (): Promise<void> => {
    await access.post('/logout').catch(() => message.warning('网络不通，可能没有完全退出'));
    dropDrafts();
    leave(null);
  };
  const askOut = (): void => {
    const unsent = current.current?.state.pending.filter(({ state }) => state !== 'sent').length ?? 0;
    if (!unsent) return void signOut();
    void modal.confirm({ title: '现在退出？', content: `还有 ${unsent} 条消息没有送达，要等您在这台电脑上再次登录才会发出。`, okText: '退出', onOk: signOut });
  };

  useEffect(() => {
    access.onSignedOut = () => {
      if (current.current) leave('登录已过期，请重新登录。您刚才的位置和草稿都还在。');
    };
    const asking = new AbortController();
    void whoIsThere(asking.signal).then((me) => {
      if (asking.signal.aborted) return;
      if (me) enter(me);
      else leave(null);
    });
    return () => {
      asking.abort();
      current.current?.stop();
    };
  }, []);

  if (presence.at === 'asking') return <Loading />;
  if (presence.at === 'door') {
    return <Login access={access} notice={presence.notice} onSignedIn={(me) => enter({ ...me, online: true })} />;
  }
  return (
    <DeskContext value={presence.desk}>
      <Main onSignOut={askOut} />
    </DeskContext>
  );
}

/** Who this browser is signed in as; asks on until the server can be reached. */
async function whoIsThere(signal: AbortSignal): Promise<Me | null> {
  const backoff = new Backoff();
  while (!signal.aborted) {
    try {
      return await access.get<Me>('/me');
    } catch (error) {
      if (isProblem(error) && !error.passing) return null;
      await pause(backoff.next(), signal);
    }
  }
  return null;
}

function Main({ onSignOut }: { onSignOut: () => void }) {
  const place = usePlace();
  const [helping, help] = useState(false);
  useShortcuts(() => help(true));
  return (
    <Frame view={place.view} onSignOut={onSignOut}>
      <Suspense fallback={<Loading />}>{viewOf(place)}</Suspense>
      {helping && <KeyHelp onClose={() => help(false)} />}
    </Frame>
  );
}

function viewOf({ view, id }: Place) {
  switch (view) {
    case 'bookings': return <Bookings />;
    case 'orders': return <Orders open={id} />;
    case 'complaints': return <Complaints open={id} />;
    case 'callbacks': return <Callbacks />;
    case 'rescues': return <Rescues />;
    case 'low_scores': return <LowScores />;
    case 'figures': return <Figures />;
    case 'stores': return <Stores />;
    case 'rules': return <Rules />;
    case 'people': return <People />;
    case 'knowledge': return <Knowledge />;
    case 'customers': return <Customers open={id} />;
    case 'account': return <Account />;
    case 'audit': return <Audit />;
    default: return <Talk id={id} />;
  }
}

const DARK = '(prefers-color-scheme: dark)';

function useDark(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = matchMedia(DARK);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => matchMedia(DARK).matches,
  );
}
