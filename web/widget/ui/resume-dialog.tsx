import { useEffect, useState } from 'react';
import { CopyButton } from '../../shared/copy-button';
import { Dialog } from '../../shared/dialog';
import { isProblem } from '../../shared/line/access';
import type { Chat } from '../chat';
import { Qr } from './qr';

/** The way to go on with this conversation on another telephone. */
export function ResumeDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const [link, setLink] = useState('');
  const [trouble, setTrouble] = useState('');
  const ask = (): void => {
    setTrouble('');
    chat.resumeLink().then(setLink, (error: unknown) => setTrouble(isProblem(error) ? error.title : '没有连上网络，请稍后再试'));
  };
  useEffect(ask, []);
  return (
    <Dialog label="换手机继续" onClose={onClose}>
      {(close) => (
        <>
          <h2>换手机继续</h2>
          <p>用另一台手机扫码或打开链接，输入发到您手机号上的验证码，就能接着这段对话。请勿把链接转给别人。</p>
          {link && (
            <>
              <Qr text={link} label="继续对话的二维码" />
              <p className="link-text">{link}</p>
            </>
          )}
          <p role="status" className={trouble ? 'trouble' : 'quiet'}>{trouble || (link ? '' : '正在生成链接…')}</p>
          <div className="dialog-actions">
            {link && <CopyButton text={link} label="复制链接" className="pill is-strong" />}
            {trouble && <button type="button" className="pill is-strong" onClick={ask}>重试</button>}
            <button type="button" className="pill" onClick={close}>关闭</button>
          </div>
        </>
      )}
    </Dialog>
  );
}
