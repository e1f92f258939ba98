import { Input, Segmented } from 'antd';
import { type Period, presets } from './words';

interface Props {
  period: Period;
  now: number;
  onChange: (period: Period) => void;
}

/** Which days: one of the usual periods, or any. The browser's own date fields fit a phone as well. */
export function PeriodPicker({ period, now, onChange }: Props) {
  const usual = presets(now);
  const chosen = usual.find((one) => one.period.from === period.from && one.period.to === period.to);
  return (
    <>
      <Segmented<string>
        aria-label="时间段"
        value={chosen?.label ?? ''}
        onChange={(label) => {
          const found = usual.find((one) => one.label === label);
          if (found) onChange(found.period);
        }}
        options={usual.map(({ label }) => label)}
      />
      <span className="days">
        <Input type="date" aria-label="开始日期" required max={period.to} value={period.from} onChange={({ target }) => target.value && target.value <= period.to && onChange({ ...period, from: target.value })} />
        至
        <Input type="date" aria-label="结束日期" required min={period.from} value={period.to} onChange={({ target }) => target.value && target.value >= period.from && onChange({ ...period, to: target.value })} />
      </span>
    </>
  );
}
