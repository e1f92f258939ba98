import { DatePicker } from 'antd';
import type { Dayjs } from 'dayjs';
import { dayOf, fromShanghai, promises } from '../../format';
import { useNow } from '../hooks';

interface MomentProps {
  value?: Dayjs | null;
  onChange?: (value: Dayjs | null) => void;
  id?: string;
}

/** Picks a promised time, on the shop's wall clock; likely ones by one press. */
export function MomentPicker({ value, onChange, id }: MomentProps) {
  const now = useNow(60_000);
  return (
    <DatePicker
      {...(id && { id })}
      value={value ?? null}
      onChange={(picked) => onChange?.(picked)}
      showTime={{ format: 'HH:mm', minuteStep: 5 }}
      showNow={false}
      format="M月D日 ddd HH:mm"
      presets={promises(now)}
      minDate={fromShanghai(`${dayOf(now)}T00:00:00+08:00`)}
      placeholder="选择时间"
      style={{ width: '100%' }}
    />
  );
}
