import { safeLink, span } from '../format';
import type { BookingData } from './data';
import { CardFrame, Phone, Rows } from './frame';

const TONES: Record<string, 'good' | 'warn' | 'quiet'> = { cancelled: 'quiet', done: 'quiet', no_show: 'quiet', proposed: 'warn' };
const VEHICLES = { car: '汽车', moto: '摩托车' };

export function BookingCard({ data, today }: { data: BookingData; today: number }) {
  const vehicle = [data.plate, data.vehicle_kind && VEHICLES[data.vehicle_kind]].filter(Boolean).join(' · ');
  const calendar = safeLink(data.ics_url, globalThis.location?.origin ?? '');
  return (
    <CardFrame title="预约" no={data.no} status={data.status_text} tone={TONES[data.status ?? ''] ?? 'good'}>
      {data.start && <p className="card-lead">{span(data.start, data.end, today)}</p>}
      <Rows
        rows={[
          ['服务', data.service],
          ['车辆', vehicle],
          ['门店', data.store],
          ['地址', data.address],
          ['电话', data.phone && <Phone number={data.phone} />],
          ['取车', data.pickup],
        ]}
      />
      {calendar && (
        <a className="card-link" href={calendar}>
          加到日历
        </a>
      )}
    </CardFrame>
  );
}
