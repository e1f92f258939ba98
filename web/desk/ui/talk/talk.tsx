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
  const [panel, showPanel] = useState(false);
  useEffect(() => showPanel(false), [id]);
  return (
    <div className={`talk${panel ? ' shows-panel' : ''}`}>
      <ConversationList current={id} />
      {id === undefined ? <NoneOpen /> : <Conversation key={id} id={id} onPanel={showPanel} />}
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

function Conversation({ id, onPanel }: { id: string; onPanel: (shown: boolean) => void }) {
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
        <nav className="narrow-only" aria-label="会话">
          <Button type="link" size="small" onClick={() => go('conversations')}>‹ 会话列表</Button>
          <Button type="link" size="small" onClick={() => onPanel(true)}>简报和资料 ›</Button>
        </nav>
        <ThreadHead id={id} thread={thread} />
        {error && <p className="stale" role="status">{error}<Button type="link" size="small" onClick={read}>重新读取</Button></p>}
        <Log id={id} thread={thread} />
        <Composer id={id} thread={thread} />
      </main>
      <Panel thread={thread} onBack={() => onPanel(false)} />
    </>
  );
}

/** Esc closes the conversation, unless a dialog or a field has use for it. */
function useEscape(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open, dialog[open], .ant-dropdown:not(.ant-dropdown-hidden)')) return;
      const field = document.activeElement;
      if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.blur();
      else go('conversations');
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
