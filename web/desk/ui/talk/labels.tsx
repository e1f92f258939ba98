import { App as Antd, Button, Select } from 'antd';
import { useState } from 'react';
import { PlusOutlined } from '../icons';
import { useBusy, useDesk, useReading } from '../hooks';

/** Words on a conversation, to find it by; one may be taken from those in use or written anew. */
export function Labels({ id, labels }: { id: string; labels: readonly string[] }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [editing, edit] = useState(false);
  const [busy, run] = useBusy((title) => message.error(title));
  const used = useReading(editing ? 'labels' : null, () => desk.access.get<{ labels: { label: string }[] }>('/labels')).data?.labels ?? [];
  if (!editing) {
    return (
      <div className="labels">
        {labels.map((label) => <em key={label} className="mark is-label">{label}</em>)}
        <Button type="text" size="small" icon={<PlusOutlined />} onClick={() => edit(true)}>标签</Button>
      </div>
    );
  }
  return (
    <div className="labels">
      <Select
        mode="tags"
        size="small"
        autoFocus
        defaultOpen
        loading={busy}
        maxCount={10}
        aria-label="标签"
        placeholder="输入或选择标签"
        value={[...labels]}
        options={used.map(({ label }) => ({ value: label, label }))}
        onChange={(chosen: string[]) => void run(() => desk.label(id, chosen))}
        onBlur={() => edit(false)}
      />
    </div>
  );
}
