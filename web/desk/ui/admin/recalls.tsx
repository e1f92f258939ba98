import { Button, Input, Select } from 'antd';
import type { RecallDoc, RecallsDoc, Thing } from '../../client/admin';
import { Body } from '../common';
import { useList } from '../hooks';
import { DeleteOutlined, PlusOutlined } from '../icons';
import { Field } from './fields';
import { HistoryButton } from './history';
import { SaveBar, useDraft } from './saving';

/** What makers have called back; the bot answers by it, by model or VIN. */
export function RecallsTab() {
  const recalls = useList<Thing<RecallsDoc>>('/shop/recalls', 'shop');
  return (
    <Body reading={recalls} empty={() => false} nothing="">
      {(thing) => <RecallList thing={thing} onSaved={recalls.reload} />}
    </Body>
  );
}

const NAMES = [['brand', '品牌', '大众'], ['model', '车型', '朗逸、宝来'], ['vin_prefix', '车架号开头', 'LSVAM']] as const;

function RecallList({ thing, onSaved }: { thing: Thing<RecallsDoc>; onSaved: () => void }) {
  const draft = useDraft({ thing, path: '/shop/recalls', onSaved });
  const { recalls } = draft.value;
  const set = (at: number, changes: Partial<RecallDoc>): void => draft.edit({ recalls: recalls.map((recall, index) => (index === at ? { ...recall, ...changes } : recall)) });
  const add = (): void => draft.edit({ recalls: [{ brand: [], model: [], vin_prefix: [], text: '', remedy: '', date: '' }, ...recalls] });
  return (
    <section className="form">
      <header className="form-head">
        <p>品牌、车型、车架号填了的要同时符合才算。一条都没有时，机器人会说“店里没有召回资料”，不会说“没有召回”。</p>
        <Button icon={<PlusOutlined />} onClick={add}>加一条</Button>
        <HistoryButton kind="recalls" title="召回信息" onUndone={onSaved} />
      </header>
      {recalls.map((recall, at) => (
        <fieldset key={at} className="group recall" aria-label={`第 ${at + 1} 条召回`}>
          <div className="row">
            {NAMES.map(([key, label, example]) => (
              <Field key={key} label={label}>
                {(id) => <Select<string[]> id={id} mode="tags" className="is-wide" value={recall[key]} placeholder={`例如：${example}`} open={false} suffixIcon={null} tokenSeparators={['、', '，', ',']} onChange={(names) => set(at, { [key]: names })} />}
              </Field>
            ))}
            <Field label="日期">{(id) => <Input id={id} value={recall.date} maxLength={40} placeholder="2026-03-01" onChange={({ target }) => set(at, { date: target.value })} />}</Field>
          </div>
          <Field label="缺陷说明">{(id) => <Input.TextArea id={id} value={recall.text} maxLength={300} autoSize={{ minRows: 1, maxRows: 4 }} status={recall.text.trim() ? '' : 'error'} onChange={({ target }) => set(at, { text: target.value })} />}</Field>
          <Field label="处理措施">{(id) => <Input.TextArea id={id} value={recall.remedy} maxLength={300} autoSize={{ minRows: 1, maxRows: 4 }} placeholder="例如：免费更换" onChange={({ target }) => set(at, { remedy: target.value })} />}</Field>
          <Button danger type="text" icon={<DeleteOutlined />} onClick={() => draft.edit({ recalls: recalls.filter((_, index) => index !== at) })}>删除这条</Button>
        </fieldset>
      ))}
      {!recalls.length && <p className="section-empty">还没有召回资料</p>}
      <SaveBar draft={draft} />
    </section>
  );
}
