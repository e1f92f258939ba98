import { createRoot } from 'react-dom/client';
import { App } from './app';
import { Chat } from './chat';
import { Session } from './client/session';
import '../shared/tokens.css';
import '../shared/cards/cards.css';
import '../shared/bubbles.css';
import './widget.css';

const store = new URLSearchParams(location.search).get('store');
const chat = new Chat(new Session('/api/v1', store));
void chat.start();
createRoot(document.getElementById('app')!).render(<App chat={chat} />);
