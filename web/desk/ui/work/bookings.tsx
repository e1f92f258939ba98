import { App as Antd, Button, DatePicker, Form, Input, InputNumber, Modal, Segmented, Tooltip } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useState } from 'react';
import type { Booking, OrderDetail } from '../../client/records';
import type { Pages } from '../../client/types';
import { clock, dayOf, fromShanghai, toShanghai } from '../../format';
import { go } from '../../router';
import { Body, Head, KIND_TEXT, Status } from '../common';
import { useBusy, useDesk, useList, useNow } from '../hooks';
import { JobDialog, JobList } from './jobs';
import { MomentPicker } from './moment-picker';
import { PHONE } from './new-order';
import { PageTurn, StoreFilter } from './orders';

interface Bookings extends Pages {
  day: string;
  bookings: Booking[];
}

/** The bookings of a day; a vehicle that comes is checked in with one press. */
type Tab = 'bookings' | 'jobs';

export default function BookingsView() {
  const now = useNow(60_000);
  const today = dayOf(now);
  const [chosen, choose] = useState<string | null>(null);
  const [store, setStore] = useState<string>();
  const [page, setPage] = useState(1);
  const [tab, setTab] = useState<Tab>('bookings');
  const day = chosen ?? today;
  const query = new URLSearchParams({ day, page: `${page}`, ...(store && { store }) });
  const bookings = useList<Bookings>(tab === 'bookings' ? `/bookings?${query}` : null, 'bookings', 'orders');
  const to = (next: string): void => {
    choose(next === today ? null : next);
    setPage(1);
  };

  return (
    <main className="work">
      <Head title="预约">
        <Segmented<Tab> value={tab} onChange={(value) => { setTab(value); setPage(1); }} options={[{ value: 'bookings', label: '到店' }, { value: 'jobs', label: '取送车' }]} />
        <Button onClick={() => to(shift(day, -1))} aria-label="前一天">‹</Button>
        <DatePicker value={dayjs(day)} allowClear={false} format="M月D日 dddd" style={{ width: 172 }} onChange={(picked) => picked && to(picked.format('YYYY-MM-DD'))} aria-label="日期" />
        <Button onClick={() => to(shift(day, 1))} aria-label="后一天">›</Button>
        <Button disabled={day === today} onClick={() => to(today)}>今天</Button>
        {tab === 'bookings' && <StoreFilter value={store} onChange={(value) => { setStore(value); setPage(1); }} />}
      </Head>
      {tab === 'jobs' ? <JobList day={day} page={page} onTurn={setPage} /> : (
      <Body reading={bookings} empty={(data) => !data.bookings.length} nothing="这一天没有预约">
        {(data) => (
          <>
            <table className="table">
              <thead><tr><th>时间</th><th>项目</th><th>车辆</th><th>客户</th><th>门店</th><th>状态</th><th /></tr></thead>
              <tbody>{data.bookings.map((booking) => <BookingRow key={booking.no} booking={booking} isToday={day === today} now={now} />)}</tbody>
            </table>
            <PageTurn pages={data} onTurn={setPage} />
          </>
        )}
      </Body>
      )}
    </main>
  );
}

const shift = (day: string, days: number): string => dayjs(day).add(days, 'day').format('YYYY-MM-DD');

function BookingRow({ booking, isToday, now }: { booking: Booking; isToday: boolean; now: number }) {
  const [driving, setDriving] = useState(false);
  const isLate = isToday && booking.status === 'confirmed' && Date.parse(booking.start) < now;
  return (
    <tr className={booking.status === 'cancelled' || booking.status === 'no_show' ? 'is-over' : undefined}>
      <td className="number"><b>{clock(booking.start)}</b>–{clock(booking.end)}{isLate && <em className="mark is-high">未到</em>}</td>
      <td>{booking.service_text}{booking.pickup && <em className="mark">上门取车</em>}{booking.note && <small>{booking.note}</small>}</td>
      <td>{booking.plate ? <span className="plate">{booking.plate}</span> : KIND_TEXT[booking.vehicle_kind]} {booking.vehicle_label}</td>
      <td>{booking.name ?? '—'}<small>{booking.phone}</small></td>
      <td>{booking.store.name}</td>
      <td><Status kind={booking.status} text={booking.status_text} /><small>{booking.no}</small></td>
      <td className="actions">
        {booking.conversation && <Button type="link" size="small" onClick={() => go('conversations', booking.conversation)}>会话</Button>}
        {booking.order_no && <Button type="link" size="small" onClick={() => go('orders', booking.order_no)}>工单</Button>}
        {booking.status === 'confirmed' && <Button size="small" onClick={() => setDriving(true)}>取送车</Button>}
        {booking.status === 'confirmed' && <CheckIn booking={booking} isToday={isToday} />}
        {driving && <JobDialog subject={{ booking: booking.no }} title={`取送车 · ${booking.no}`} given={{ direction: 'collect', at: fromShanghai(booking.start) }} onClose={() => setDriving(false)} />}
      </td>
    </tr>
  );
}

interface Given {
  plate?: string;
  phone?: string;
  mileage?: number;
  promised?: Dayjs;
}

/** One press where nothing is missing; otherwise what is missing is asked for. */
function CheckIn({ booking, isToday }: { booking: Booking; isToday: boolean }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [asking, setAsking] = useState(false);
  const [form] = Form.useForm<Given>();
  const [busy, run] = useBusy((title) => message.error(title));

  const checkIn = (given: Given = {}): Promise<boolean> => {
    const { promised, ...rest } = given;
    return run(async () => {
      const body = { ...rest, ...(promised && { promised_at: toShanghai(promised) }) };
      const order = await desk.access.post<OrderDetail>(`/bookings/${encodeURIComponent(booking.no)}/check_in`, body);
      setAsking(false);
      message.open({
        type: 'success',
        duration: 6,
        content: <>已接车，工单 {order.no}<Button type="link" size="small" onClick={() => go('orders', order.no)}>打开</Button></>,
      });
    });
  };
  const press = (): void => {
    if (booking.needs.length || !isToday) setAsking(true);
    else void checkIn();
  };

  return (
    <>
      <Tooltip title={booking.needs.length ? '还缺资料，接车时补上' : undefined}>
        <Button type="primary" size="small" loading={busy && !asking} onClick={press}>接车</Button>
      </Tooltip>
      {asking && (
        <Modal open title={`接车 · ${booking.no}`} okText="接车" confirmLoading={busy} onOk={form.submit} onCancel={() => setAsking(false)} destroyOnHidden>
          {!isToday && <p>这个预约不是今天的，确定车已经到店了吗？</p>}
          <Form form={form} layout="vertical" onFinish={(given) => void checkIn(given)}>
            {booking.needs.includes('plate') && <Form.Item name="plate" label="车牌" rules={[{ required: true, whitespace: true, message: '请输入车牌' }]}><Input maxLength={12} autoFocus /></Form.Item>}
            {booking.needs.includes('phone') && <Form.Item name="phone" label="电话" rules={[PHONE]}><Input maxLength={20} inputMode="tel" /></Form.Item>}
            <Form.Item name="mileage" label="里程（公里）"><InputNumber min={0} max={3_000_000} precision={0} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name="promised" label="承诺完成时间"><MomentPicker /></Form.Item>
          </Form>
        </Modal>
      )}
    </>
  );
}
