import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { LockOutlined, UserOutlined } from './icons';
import icon from '../icon.svg';
import { why, type DeskAccess } from '../client/access';
import type { Me } from '../client/types';

interface Props {
  access: DeskAccess;
  /** Why one has to sign in again. */
  notice: string | null;
  onSignedIn: (me: Me) => void;
}

export function Login({ access, notice, onSignedIn }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const enter = async (given: { name: string; password: string }): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      onSignedIn(await access.post<Me>('/login', given));
    } catch (reason) {
      setError(why(reason));
      setBusy(false);
    }
  };

  return (
    <main className="login">
      <section className="login-box">
        <h1><img src={icon} alt="" />客服工作台</h1>
        {notice && !error && <Alert type="info" showIcon title={notice} />}
        {error && <Alert type="error" showIcon title={error} role="alert" />}
        <Form layout="vertical" requiredMark={false} onFinish={enter} disabled={busy}>
          <Form.Item name="name" label="用户名" rules={[{ required: true, whitespace: true, message: '请输入用户名' }]}>
            <Input prefix={<UserOutlined />} size="large" autoComplete="username" autoFocus maxLength={60} />
          </Form.Item>
          <Form.Item name="password" label="密码" rules={[{ required: true, message: '请输入密码' }]}>
            <Input.Password prefix={<LockOutlined />} size="large" autoComplete="current-password" maxLength={200} />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>登录</Button>
        </Form>
      </section>
    </main>
  );
}
