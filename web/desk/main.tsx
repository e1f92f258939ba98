import { createRoot } from 'react-dom/client';
import 'antd/dist/reset.css';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { armSound } from './sound';
import { App } from './app';
import '../shared/tokens.css';
import '../shared/cards/cards.css';
import '../shared/bubbles.css';
import './desk.css';
import './talk.css';

dayjs.locale('zh-cn');
armSound();
createRoot(document.getElementById('app')!).render(<App />);
