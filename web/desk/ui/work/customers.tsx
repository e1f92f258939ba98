import { App as Antd, Button, Drawer, Empty, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { PlusOutlined } from '../icons';
import { moment } from '../../../shared/format';
import type { CustomerDetail, CustomerRow } from '../../client/records';
import type { Customer, Vehicle, VehicleKind } from '../../client/types';
import { go } from '../../router';
import { Body, Head, KIND_TEXT, Search, Status, Tel } from '../common';
import { useBusy, useDesk, useList, useNow, useRested } from '../hooks';
import { NewOrder, PHONE } from './new-order';
import { shortName, useStages } from './stages';

/** Finds a customer; makes one. */
export default function CustomersView({ open }: { open: string | undefined }) {
  const [words, setWords] = useState('');
  const [making, setMaking] = useState(false);
  const q = useRested(words.trim());
  const found = useList<{ customers: CustomerRow[] }>(q ? `/customers?${new URLSearchParams({ q })}` : null, 'customers');
  return (
    <main className="work">
      <Head title="客户" actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>新客户</Button>}>
        <Search value={words} onChange={setWords} placeholder="手机、后四位、姓名、车牌" />
      </Head>
      {!q ? (
        <Empty className="nothing" image={Empty.PRESENTED_IMAGE_SIMPLE} description="输入手机号、后四位、姓名或车牌查找客户" />
      ) : (
        <Body reading={found} empty={(data) => !data.customers.length} nothing="没有找到客户">
          {(data) => (
            <table className="table">
              <thead><tr><th>姓名</th><th>电话</th><th>会员</th><th>车辆</th><th /></tr></thead>
              <tbody>
                {data.customers.map((customer) => (
                  <tr key={customer.id}>
                    <td>{customer.name ?? '—'}</td>
                    <td>{customer.phone ?? '—'}</td>
                    <td>{customer.member ?? '—'}</td>
                    <td>{customer.vehicles.map((vehicle) => <span key={vehicle.id} className="vehicle"><span className="plate">{vehicle.plate}</span>{vehicle.label}</span>)}</td>
                    <td className="actions"><Button type="link" size="small" onClick={() => go('customers', customer.id)}>打开</Button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Body>
      )}
      {open && <CustomerDrawer id={open} onClose={() => go('customers')} />}
      {making && <NewCustomer onClose={(customer) => { setMaking(false); if (customer) go('customers', customer.id); }} />}
    </main>
  );
}

function CustomerDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const customer = useList<CustomerDetail>(`/customers/${encodeURIComponent(id)}`, 'customers', 'orders', 'bookings');
  const [adding, setAdding] = useState(false);
  const [ordering, setOrdering] = useState<Vehicle | null>(null);
  const { data } = customer;
  return (
    <Drawer open title={data?.name ?? '客户档案'} size={520} extra={data && <Button onClick={() => setAdding(true)}>添加车辆</Button>} onClose={onClose}>
      <Body reading={customer} empty={() => false} nothing="">
        {(detail) => <CustomerFile detail={detail} onOrder={setOrdering} />}
      </Body>
      {adding && data && <NewVehicle customer={data} onClose={(added) => { setAdding(false); if (added) customer.reload(); }} />}
      {ordering && data && (
        <NewOrder
          known={{ plate: ordering.plate, kind: ordering.kind, ...(data.phone && { phone: data.phone }), ...(data.name && { name: data.name }) }}
          onClose={(no) => { setOrdering(null); if (no) go('orders', no); }}
        />
      )}
    </Drawer>
  );
}

function CustomerFile({ detail, onOrder }: { detail: CustomerDetail; onOrder: (vehicle: Vehicle) => void }) {
  const today = useNow(60_000);
  const stages = useStages();
  return (
    <div className="file">
      <dl className="facts">
        <div><dt>姓名</dt><dd>{detail.name ?? '—'}</dd></div>
        <div><dt>电话</dt><dd><Tel number={detail.phone} /></dd></div>
        {detail.member && <div><dt>会员</dt><dd>{detail.member}{detail.points ? ` · ${detail.points} 分` : ''}</dd></div>}
      </dl>
      <h3>车辆</h3>
      {detail.vehicles.length === 0 && <p className="section-empty">还没有登记车辆</p>}
      <ul className="rows">
        {detail.vehicles.map((vehicle) => (
          <li key={vehicle.id}>
            <span><span className="plate">{vehicle.plate}</span>{[vehicle.label ?? [vehicle.brand, vehicle.model].filter(Boolean).join(' '), KIND_TEXT[vehicle.kind], vehicle.mileage && `${vehicle.mileage.toLocaleString('zh-CN')} km`].filter(Boolean).join(' · ')}</span>
            <Button size="small" onClick={() => onOrder(vehicle)}>新工单</Button>
          </li>
        ))}
      </ul>
      <h3>工单</h3>
      {detail.orders.length === 0 && <p className="section-empty">没有工单</p>}
      <ul className="rows">
        {detail.orders.map((order) => (
          <li key={order.no}>
            <span><Button type="link" size="small" onClick={() => go('orders', order.no)}>{order.no}</Button>{[order.plate, order.service, moment(order.opened_at, today)].filter(Boolean).join(' · ')}</span>
            <Status kind={order.next.length ? 'in_progress' : 'closed'} text={shortName(stages, order.stage, order.stage_text)} />
          </li>
        ))}
      </ul>
      <h3>预约</h3>
      {detail.bookings.length === 0 && <p className="section-empty">没有预约</p>}
      <ul className="rows">
        {detail.bookings.map((booking) => (
          <li key={booking.no}>
            <span>{[booking.no, booking.service_text, moment(booking.start, today), booking.store.name].join(' · ')}</span>
            <Status kind={booking.status} text={booking.status_text} />
          </li>
        ))}
      </ul>
      {detail.conversations.length > 0 && (
        <>
          <h3>会话</h3>
          <p>{detail.conversations.map((id, i) => <Button key={id} type="link" size="small" onClick={() => go('conversations', id)}>会话 {i + 1}</Button>)}</p>
        </>
      )}
    </div>
  );
}

function NewCustomer({ onClose }: { onClose: (customer?: Customer) => void }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [form] = Form.useForm<{ phone: string; name?: string }>();
  const [busy, run] = useBusy((title) => form.setFields([{ name: 'phone', errors: [title] }]));
  const make = (given: { phone: string; name?: string }): Promise<boolean> =>
    run(async () => {
      const customer = await desk.access.post<Customer>('/customers', given);
      message.success('客户已登记');
      onClose(customer);
    });
  return (
    <Modal open title="新客户" okText="登记" confirmLoading={busy} onOk={form.submit} onCancel={() => onClose()} destroyOnHidden>
      <Form form={form} layout="vertical" onFinish={make}>
        <Form.Item name="phone" label="电话" rules={[PHONE]} extra="这个号码已登记过时，会打开原来的档案。"><Input maxLength={20} inputMode="tel" autoFocus /></Form.Item>
        <Form.Item name="name" label="姓名"><Input maxLength={40} /></Form.Item>
      </Form>
    </Modal>
  );
}

interface GivenVehicle {
  plate: string;
  kind: VehicleKind;
  brand?: string;
  model?: string;
  energy?: string;
  mileage?: number;
}

const ENERGY = ['汽油', '柴油', '纯电', '插混', '增程', '油电混动'];

function NewVehicle({ customer, onClose }: { customer: Customer; onClose: (added?: Vehicle) => void }) {
  const desk = useDesk();
  const { message } = Antd.useApp();
  const [form] = Form.useForm<GivenVehicle>();
  const [busy, run] = useBusy((title) => form.setFields([{ name: 'plate', errors: [title] }]));
  const add = (given: GivenVehicle): Promise<boolean> =>
    run(async () => {
      const vehicle = await desk.access.post<Vehicle>('/vehicles', { ...given, customer: customer.id });
      message.success('车辆已登记');
      onClose(vehicle);
    });
  return (
    <Modal open title="添加车辆" okText="登记" confirmLoading={busy} onOk={form.submit} onCancel={() => onClose()} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ kind: 'car' }} onFinish={add}>
        <Form.Item name="plate" label="车牌" rules={[{ required: true, whitespace: true, message: '请输入车牌' }]}><Input maxLength={12} placeholder="浙A12345" autoFocus /></Form.Item>
        <Form.Item name="kind" label="车辆"><Radio.Group optionType="button" options={[{ value: 'car', label: '汽车' }, { value: 'moto', label: '摩托车' }]} /></Form.Item>
        <div className="pair">
          <Form.Item name="brand" label="品牌"><Input maxLength={40} /></Form.Item>
          <Form.Item name="model" label="车型"><Input maxLength={60} /></Form.Item>
        </div>
        <div className="pair">
          <Form.Item name="energy" label="动力"><Select allowClear options={ENERGY.map((value) => ({ value }))} /></Form.Item>
          <Form.Item name="mileage" label="里程（公里）"><InputNumber min={0} max={3_000_000} precision={0} style={{ width: '100%' }} /></Form.Item>
        </div>
      </Form>
    </Modal>
  );
}
