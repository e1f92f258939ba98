import { Select } from 'antd';
import { useDesk, useReading } from '../hooks';

interface Props {
  value: string | undefined;
  onChange: (label: string | undefined) => void;
}

/** Narrows the list to one of the labels in use; absent while there are none. */
export function LabelFilter({ value, onChange }: Props) {
  const desk = useDesk();
  const { data } = useReading('labels', () => desk.access.get<{ labels: { label: string; count: number }[] }>('/labels'), ['conversations']);
  const labels = data?.labels ?? [];
  if (!labels.length && !value) return null;
  return (
    <Select<string>
      className="label-filter"
      allowClear
      showSearch
      value={value}
      onChange={(chosen: string | undefined) => onChange(chosen)}
      placeholder="按标签筛选"
      aria-label="按标签筛选"
      options={labels.map(({ label, count }) => ({ value: label, label: `${label}（${count}）` }))}
    />
  );
}
