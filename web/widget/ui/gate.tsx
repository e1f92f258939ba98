import { type FormEvent, useEffect, useState } from 'react';
import { isProblem } from '../../shared/line/access';
import { openWith, requestCode } from '../client/resume';
import type { Visitor } from '../client/session';

interface Props {
  base: string;
  token: string;
  onOpened: (visitor: Visitor) => void;
  /** Not this conversation, but one's own. */
  onLeave: () => void;
}

/** Seconds until another code may be asked for. */
const AGAIN = 60;

/** Before a conversation of another device opens here, a code shows that it is the same customer. */
export function ResumeGate({ base, token, onOpened, onLeave }: Props) {
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (!wait) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);

  const attempt = async <T,>(call: () => Promise<T>, done: (answer: T) => void): Promise<void> => {
    setBusy(true);
    setTrouble('');
    try {
      done(await call());
    } catch (error) {
      setTrouble(isProblem(error) ? error.title : '没有连上网络，请稍后再试');
    } finally {
      setBusy(false);
    }
  };
  const ask = (): void => {
    void attempt(() => requestCode(base, token), (number) => {
      setPhone(number);
      setWait(AGAIN);
    });
  };
  const enter = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim()) void attempt(() => openWith(base, token, code.trim()), onOpened);
  };

  return (
    <main className="page gate">
      <h1>接着之前的对话</h1>
      {!phone && <p>为了确认是您本人，我们会发一条短信验证码到您留过的手机号。</p>}
      {phone && (
        <form onSubmit={enter}>
          <label htmlFor="code">验证码已发到 {phone}</label>
          <input id="code" className="field" inputMode="numeric" autoComplete="one-time-code" maxLength={8} value={code} autoFocus onInput={(event) => setCode(event.currentTarget.value)} />
          <button type="submit" className="send" disabled={busy || !code.trim()}>继续对话</button>
        </form>
      )}
      <p role="alert" className="trouble">{trouble}</p>
      <button type="button" className={phone ? 'pill' : 'send'} disabled={busy || wait > 0} onClick={ask}>
        {wait ? `${wait} 秒后可重新获取` : phone ? '重新获取验证码' : '获取验证码'}
      </button>
      <button type="button" className="quiet-button" onClick={onLeave}>不用了，开始新的咨询</button>
    </main>
  );
}
