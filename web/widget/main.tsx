import { createRoot } from 'react-dom/client';
import { App } from './app';
import { Chat } from './chat';
import { findHost, type Host } from './client/host';
import { resumeToken } from './client/resume';
import { type Entry, Session, type Visitor } from './client/session';
import { sightOf } from './client/sight';
import { ResumeGate } from './ui/gate';
import { applyColour, applyTheme, storedTheme } from './ui/theme';
import '../shared/tokens.css';
import '../shared/cards/cards.css';
import '../shared/bubbles.css';
import './widget.css';

const BASE = '/api/v1';
const root = createRoot(document.getElementById('app')!);
const query = new URLSearchParams(location.search);
const shopStore = query.get('store');

function talk(host: Host | null, entry: Entry, resumed?: Visitor): void {
  const session = new Session(BASE, { shopStore, ...entry });
  if (resumed) session.take(resumed);
  // A frame may share what the browser keeps with the page itself, and yet be another visitor's.
  const chat = new Chat(session, sightOf(host), host ? `chexiaofu@${query.get('host')}` : undefined);
  void chat.start();
  root.render(<App chat={chat} host={host} />);
}

/** In a frame: as whom the host page says. Without its loader there is nobody to keep the token. */
async function talkInFrame(host: Host): Promise<void> {
  try {
    const { store, identity, colour } = await host.meet();
    applyColour(colour);
    talk(host, { identity, keep: store });
  } catch {
    root.render(<p className="notice">页面没有正确嵌入，请直接致电门店。</p>);
  }
}

function askAtGate(token: string): void {
  const leave = (): void => history.replaceState(null, '', location.pathname + location.search);
  root.render(
    <ResumeGate
      base={BASE}
      token={token}
      onOpened={(visitor) => {
        leave();
        talk(null, {}, visitor);
      }}
      onLeave={() => {
        leave();
        talk(null, {});
      }}
    />,
  );
}

applyTheme(storedTheme());
// A link to go on with may be opened in a tab that has the page already.
addEventListener('hashchange', () => resumeToken(location.hash) && location.reload());
const host = findHost();
const token = resumeToken(location.hash);
if (host) void talkInFrame(host);
else if (token) askAtGate(token);
else talk(null, {});
