import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { PlusOutlined } from '../icons';
import { moment } from '../../../shared/format';
import type { ArticleDoc, Thing } from '../../client/admin';
import { mayLeave } from '../../router';
import { Body, Head, Search, Status } from '../common';
import { useList, useNow } from '../hooks';
import { ArticleForm, NewArticle } from './article-form';
import './admin.css';

export type Article = Thing<ArticleDoc> & { used: number; updated_at: string };
interface Articles { articles: Article[]; topics: string[]; days: number }
interface Missing { missing: { count: number; wordings: string[]; last_at: string }[]; days: number }
type Tab = 'articles' | 'missing';

const TABS: { value: Tab; label: string }[] = [{ value: 'articles', label: '文章' }, { value: 'missing', label: '没答上的问题' }];
const MOST_SHOWN = 200;

/** What the bot answers questions with, and which questions found nothing. */
export default function KnowledgeView() {
  const [tab, setTab] = useState<Tab>('articles');
  const [chosen, choose] = useState<string | { question: string } | null>(null);
  const articles = useList<Articles>('/articles', 'shop');
  const pick = (to: string | { question: string }): void => {
    if (!mayLeave()) return;
    choose(to);
    setTab('articles');
  };
  const made = typeof chosen === 'string' ? articles.data?.articles.find(({ id }) => id === chosen) : undefined;
  return (
    <main className="work admin">
      <Head title="知识库" actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => pick({ question: '' })}>新文章</Button>}>
        <Segmented<Tab> value={tab} options={TABS} onChange={(value) => mayLeave() && setTab(value)} />
      </Head>
      {tab === 'missing' ? <MissingList onWrite={(question) => pick({ question })} /> : (
        <Body reading={articles} empty={() => false} nothing="">
          {(data) => (
            <div className={`split is-wide${chosen ? ' has-form' : ''}`}>
              <List data={data} chosen={typeof chosen === 'string' ? chosen : null} onChoose={pick} />
              {made && <ArticleForm key={made.id} thing={made} topics={data.topics} onSaved={articles.reload} onClose={() => mayLeave() && choose(null)} />}
              {chosen !== null && typeof chosen === 'object' && (
                <NewArticle key={chosen.question} question={chosen.question} topics={data.topics} onClose={() => mayLeave() && choose(null)} onMade={(id) => { articles.reload(); choose(id); }} />
              )}
              {!chosen && <p className="hint">选一篇文章来看和改，或写一篇新的。改好后不用训练，保存就生效。</p>}
            </div>
          )}
        </Body>
      )}
    </main>
  );
}

function List({ data, chosen, onChoose }: { data: Articles; chosen: string | null; onChoose: (id: string) => void }) {
  const [q, setQ] = useState('');
  const [topic, setTopic] = useState<string | null>(null);
  const words = q.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = data.articles.filter(({ document }) => {
    const text = [document.title, document.topic, ...document.questions, document.body].join('\n').toLowerCase();
    return (topic === null || document.topic === topic) && words.every((word) => text.includes(word));
  });
  return (
    <aside>
      <div className="filters">
        <Search value={q} onChange={setQ} placeholder="搜索标题、问法、正文" />
        <Select allowClear value={topic} placeholder="全部主题" aria-label="主题" options={data.topics.map((value) => ({ value, label: value }))} onChange={(value: string | null) => setTopic(value ?? null)} />
      </div>
      <ul className="picks">
        {found.slice(0, MOST_SHOWN).map(({ id, document, used }) => (
          <li key={id}>
            <button type="button" aria-current={id === chosen} onClick={() => onChoose(id)}>
              {document.title}
              <small>{document.topic} · 近 {data.days} 天用了 {used} 次{!document.active && ' · 已下线'}</small>
            </button>
          </li>
        ))}
        {!found.length && <li className="none">没有找到文章</li>}
      </ul>
    </aside>
  );
}

function MissingList({ onWrite }: { onWrite: (question: string) => void }) {
  const missing = useList<Missing>('/articles/missing');
  const now = useNow(60_000);
  return (
    <Body reading={missing} empty={(data) => !data.missing.length} nothing="近 30 天没有答不上的问题">
      {(data) => (
        <table className="table">
          <thead><tr><th>客户怎么问</th><th>次数</th><th>最近</th><th /></tr></thead>
          <tbody>
            {data.missing.map(({ count, wordings, last_at }) => (
              <tr key={wordings[0]}>
                <td>{wordings[0]}{wordings.length > 1 && <small>还有：{wordings.slice(1).join('／')}</small>}</td>
                <td className="number">{count > 2 ? <Status kind="open" text={`${count}`} /> : count}</td>
                <td>{moment(last_at, now)}</td>
                <td className="actions"><Button size="small" onClick={() => onWrite(wordings[0] ?? '')}>写一篇来回答</Button></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Body>
  );
}
