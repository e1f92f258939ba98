import { App as Antd, Button, Input, Segmented } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { uuid } from '../../../shared/line/storage';
import { gaps } from '../../canned';
import { OWNER_TEXT } from '../../select';
import type { Thread } from '../../state';
import { useBusy, useDesk, useDeskState } from '../hooks';
import { useCannedPicker } from './canned-picker';
import { setDraft, useDraft } from './drafts';

type Tab = 'text' | 'note';
const LONGEST = 2000;

/** Where one writes: to the customer, who gets it, or to the colleagues, who alone see it. */
export function Composer({ id, thread }: { id: string; thread: Thread }) {
  const desk = useDesk();
  const { summaries } = useDeskState();
  const { message } = Antd.useApp();
  const summary = summaries[id] ?? thread.detail.conversation;
  const mine = summary.mine && summary.owner === 'human';
  const [chosen, choose] = useState<Tab>('text');
  const draft = useDraft(id);
  const [busy, run] = useBusy((title) => message.error(title));
  const noteId = useRef(uuid());
  const field = useRef<TextAreaRef>(null);
  const tab = mine ? chosen : chosen === 'note' ? 'note' : 'text';
  const words = draft[tab];

  useEffect(() => {
    if (!mine) return;
    choose('text');
    field.current?.focus();
  }, [mine, id]);

  const send = async (): Promise<void> => {
    const text = words.trim();
    if (!text) return;
    if (tab === 'text') {
      desk.say(id, text);
      setDraft(id, { text: '' });
    } else if (await run(() => desk.note(id, text, noteId.current))) {
      noteId.current = uuid();
      setDraft(id, { note: '' });
    }
  };
  const picker = useCannedPicker(tab === 'text' && mine ? words : '', thread, (text) => setDraft(id, { text }));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (picker.onKeyDown(event)) return;
    // While an input method composes, Enter chooses characters.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    void send();
  };

  return (
    <footer className={`composer is-${tab}`}>
      <Segmented<Tab> size="small" value={tab} onChange={choose} options={[{ value: 'text', label: '回复客户' }, { value: 'note', label: '内部备注' }]} />
      {tab === 'text' && !mine ? (
        <p className="not-mine">{notMine(summary.owner, summary.staff?.name)}</p>
      ) : (
        <>
          {picker.list}
          <Input.TextArea
            ref={field}
            variant="borderless"
            value={words}
            maxLength={LONGEST}
            autoSize={{ minRows: 3, maxRows: 8 }}
            aria-label={tab === 'text' ? '回复客户' : '内部备注'}
            placeholder={tab === 'text' ? '回复客户… Enter 发送，Shift+Enter 换行，/ 快捷回复' : '只有同事看得到… Enter 保存，Shift+Enter 换行'}
            onChange={({ target }) => {
              setDraft(id, { [tab]: target.value });
              if (tab === 'text' && target.value) desk.typing(id);
            }}
            onKeyDown={onKeyDown}
          />
          <div className="composer-foot">
            <span className="hint">{tab === 'text' && gaps(words).length > 0 ? `还有没填的：${gaps(words).join('、')}` : words.length > LONGEST - 200 ? `${words.length}/${LONGEST}` : tab === 'note' ? '客户看不到备注' : ''}</span>
            <Button type="primary" disabled={!words.trim()} loading={busy} onClick={() => void send()}>{tab === 'text' ? '发送' : '保存备注'}</Button>
          </div>
        </>
      )}
    </footer>
  );
}

function notMine(owner: keyof typeof OWNER_TEXT, staff: string | undefined): string {
  switch (owner) {
    case 'human': return `${staff ?? '同事'} 正在接待。您可以给同事留内部备注。`;
    case 'bot': return '机器人正在接待。接入后由您回复，机器人不再说话。';
    case 'closed': return '会话已结束。接入后可以继续回复。';
    default: return '客户在等人工。接入后即可回复。';
  }
}
