import { Alert, App as Antd, AutoComplete, Button, Checkbox, Input, Switch } from 'antd';
import { useEffect, useState } from 'react';
import type { ArticleDoc, Rehearsal, Thing } from '../../client/admin';
import type { VehicleKind } from '../../client/types';
import { keep } from '../../router';
import { Status } from '../common';
import { useBusy, useDesk } from '../hooks';
import { Field, Group, VEHICLES } from './fields';
import { HistoryButton } from './history';
import { SaveBar, useDraft, useSave } from './saving';

interface Props {
  thing: Thing<ArticleDoc>;
  topics: string[];
  onSaved: () => void;
  onClose: () => void;
}

/** An article while it is edited, tried out, published. */
export function ArticleForm({ thing, topics, onSaved, onClose }: Props) {
  const draft = useDraft({ thing, path: `/articles/${encodeURIComponent(thing.id)}`, onSaved });
  return (
    <section className="form" aria-label={thing.document.title}>
      <header className="form-head">
        <h2>{thing.document.title}</h2>
        <HistoryButton kind="article" subject={thing.id} title={thing.document.title} onUndone={onSaved} />
        <Button onClick={onClose}>关闭</Button>
      </header>
      <Fields value={draft.value} topics={topics} onChange={draft.edit} />
      <Field label="状态" help="下线后机器人不再用它回答，随时可以再上线。">
        {() => <Switch checked={draft.value.active} checkedChildren="发布" unCheckedChildren="下线" aria-label="发布" onChange={(active) => draft.edit({ ...draft.value, active })} />}
      </Field>
      <TryOut id={thing.id} document={draft.value} first={draft.value.questions[0] ?? ''} />
      <SaveBar draft={draft} />
    </section>
  );
}

interface NewProps {
  question: string;
  topics: string[];
  onMade: (id: string) => void;
  onClose: () => void;
}

/** An article that is not there yet. */
export function NewArticle({ question, topics, onMade, onClose }: NewProps) {
  const save = useSave<ArticleDoc>();
  const { message } = Antd.useApp();
  const [value, setValue] = useState<ArticleDoc>({ title: '', topic: '', kinds: [], questions: question ? [question] : [], body: '', active: true });
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const typed = Boolean(value.title || value.body);
  useEffect(() => {
    keep(typed);
    return () => keep(false);
  }, [typed]);
  const publish = async (): Promise<void> => {
    setBusy(true);
    const outcome = await save('/articles', { document: value });
    setBusy(false);
    if (outcome && 'saved' in outcome) {
      keep(false);
      message.success('已发布，机器人马上会用');
      onMade(outcome.saved.id);
    } else if (outcome && 'title' in outcome) setError(outcome.title);
  };
  return (
    <section className="form" aria-label="新文章">
      <header className="form-head"><h2>新文章</h2><Button onClick={onClose}>关闭</Button></header>
      <Fields value={value} topics={topics} onChange={(changed) => { setValue(changed); setError(null); }} />
      <TryOut id={null} document={value} first={question} />
      <footer className="save-bar">
        {error && <Alert type="error" showIcon role="alert" message={error} />}
        <div><span>还没有发布</span><Button type="primary" loading={busy} onClick={() => void publish()}>发布</Button></div>
      </footer>
    </section>
  );
}

function Fields({ value, topics, onChange }: { value: ArticleDoc; topics: string[]; onChange: (value: ArticleDoc) => void }) {
  const set = (changes: Partial<ArticleDoc>): void => onChange({ ...value, ...changes });
  return (
    <Group title="内容">
      <Field label="标题">{(id) => <Input id={id} value={value.title} maxLength={120} onChange={({ target }) => set({ title: target.value })} />}</Field>
      <div className="row">
        <Field label="主题">{(id) => <AutoComplete id={id} style={{ width: 160 }} value={value.topic} maxLength={40} options={topics.map((topic) => ({ value: topic }))} onChange={(topic: string) => set({ topic: topic ?? '' })} />}</Field>
        <Field label="适用车辆" help="都不选就是全部">{() => <Checkbox.Group<VehicleKind> options={VEHICLES} value={value.kinds} onChange={(kinds) => set({ kinds })} />}</Field>
      </div>
      <Field label="客户会怎么问（一行一个）" help="写得越像客户的话越好，至少一个。">
        {(id) => <Input.TextArea id={id} autoSize={{ minRows: 3, maxRows: 10 }} value={value.questions.join('\n')} onChange={({ target }) => set({ questions: target.value ? target.value.split('\n') : [] })} />}
      </Field>
      <Field label="回答">{(id) => <Input.TextArea id={id} autoSize={{ minRows: 5, maxRows: 16 }} maxLength={6000} value={value.body} onChange={({ target }) => set({ body: target.value })} />}</Field>
    </Group>
  );
}

/** What the bot would answer if this were published; nobody else sees it. */
function TryOut({ id, document, first }: { id: string | null; document: ArticleDoc; first: string }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [question, setQuestion] = useState(first);
  const [answer, setAnswer] = useState<Rehearsal | null>(null);
  const [busy, run] = useBusy((title) => message.error(title));
  const ask = (): Promise<boolean> =>
    run(async () => setAnswer(await desk.access.post<Rehearsal>('/articles/preview', { question: question.trim(), document, ...(id && { id }) })));
  return (
    <Group title="试一试" aside="用改好还没保存的内容，看机器人会怎么回答；不会发给客户，也不会保存。">
      <form className="add" onSubmit={(event) => { event.preventDefault(); void ask(); }}>
        <Input value={question} maxLength={200} aria-label="要试的问题" placeholder="客户会怎么问" onChange={({ target }) => setQuestion(target.value)} />
        <Button htmlType="submit" loading={busy} disabled={!question.trim()}>看回答</Button>
      </form>
      {answer && (
        <div className="rehearsal" role="status">
          {answer.says.map(({ text, title, body, buttons }, at) => (
            <div key={at} className="bubble">
              {text && <p>{text}</p>}
              {title && <strong>{title}</strong>}
              {body && <p>{body}</p>}
              {buttons && <div>{buttons.map((label) => <span key={label} className="mark">{label}</span>)}</div>}
            </div>
          ))}
          {answer.nearest.length > 0 && (
            <p className="aside">
              最接近的文章：
              {answer.nearest.map((near) => (
                <span key={near.id}>{near.title || '这篇'} {Math.round(near.score * 100)}% {near.id === answer.article ? <Status kind="done" text="用它回答" /> : !near.enough && <Status kind="quiet" text="不够接近" />}　</span>
              ))}
            </p>
          )}
        </div>
      )}
    </Group>
  );
}
