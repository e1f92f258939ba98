/** The conversations: who waits and who is mine on the left, the transcript, and what is known beside it. */
import { Button, Empty } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { why } from '../../client/access';
import { go } from '../../router';
import { Failed, Loading } from '../common';
import { useDesk, useDeskState } from '../hooks';
import { Composer } from './composer';
import { ThreadHead } from './head';
import { ConversationList } from './list';
import { Log } from './log';
import { Panel } from './panel';

export function Talk({ id }: { id: string | undefined }) {
  return (
    <div className="talk">
      <ConversationList current={id} />
      {id === undefined ? <NoneOpen /> : <Conversation key={id} id={id} />}
    </div>
  );
}

function NoneOpen() {
  return (
    <main className="none-open">
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="从左边选一个会话">
        <p className="keys"><kbd>Ctrl</kbd> <kbd>K</kbd> 搜索　<kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd> 切换会话　<kbd>Esc</kbd> 收起</p>
      </Empty>
    </main>
  );
}

function Conversation({ id }: { id: string }) {
  const desk = useDesk();
  const state = useDeskState();
  const [error, setError] = useState<string | null>(null);
  const thread = state.threads[id];

  const read = useCallback((): void => {
    setError(null);
    desk.show(id).catch((reason: unknown) => setError(why(reason)));
  }, [desk, id]);
  useEffect(() => {
    read();
    return () => desk.hide(id);
  }, [desk, id, read]);
  useEffect(() => {
    if (error && state.online) read();
  }, [state.online]);
  useEscape();

  if (!thread) return <main className="none-open">{error ? <Failed title={error} onRetry={read} /> : <Loading />}</main>;
  return (
    <>
      <main className="thread" aria-label="会话">
        <ThreadHead id={id} thread={thread} />
        {error && <p className="stale" role="status">{error}<Button type="link" size="small" onClick={read}>重新读取</Button></p>}
        <Log id={id} thread={thread} />
        <Composer id={id} thread={thread} />
      </main>
      <Panel thread={thread} />
    </>
  );
}

/** Esc closes the conversation, unless a dialog or a field has use for it. */
function useEscape(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open, .ant-dropdown:not(.ant-dropdown-hidden)')) return;
      const field = document.activeElement;
      if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.blur();
      else go('conversations');
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
