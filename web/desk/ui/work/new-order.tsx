import { App as Antd, AutoComplete, Col, Form, Input, InputNumber, Modal, Radio, Row, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import type { OrderDetail } from '../../client/records';
import type { Store, VehicleKind } from '../../client/types';
import { toShanghai } from '../../format';
import { isProblem } from '../../../shared/line/access';
import { useBusy, useDesk, useList, useMe } from '../hooks';
import { MomentPicker } from './moment-picker';

export const SERVICES = ['保养', '维修', '检测', '轮胎', '洗车', '年检代办', '钣喷'];
/** Loose on purpose: the server knows every kind of plate. */
export const PHONE = { required: true, pattern: /^\+?[\d -]{5,20}$/, message: '请输入电话号码' };

interface Given {
  plate: string;
  phone: string;
  name?: string;
  kind: VehicleKind;
  store: string;
  service?: string;
  description?: string;
  mileage?: number;
  promised?: Dayjs;
}

interface Props {
  /** What is known already. */
  known?: Partial<Pick<Given, 'plate' | 'phone' | 'name' | 'kind'>>;
  /** Called with the number of the new order, or of the one the vehicle already has. */
  onClose: (no?: string) => void;
}

/** A vehicle has come without a booking. */
export function NewOrder({ known = {}, onClose }: Props) {
  const desk = useDesk();
  const me = useMe();
  const { message } = Antd.useApp();
  const [form] = Form.useForm<Given>();
  const stores = useList<{ stores: Store[] }>('/stores').data?.stores ?? [];
  const [busy, run] = useBusy((title, error) => {
    if (isProblem(error) && error.status === 422) form.setFields([{ name: 'plate', errors: [title] }]);
    else message.error(title);
  });

  const make = ({ promised, ...given }: Given): Promise<boolean> =>
    run(async () => {
      const body = { ...given, ...(promised && { promised_at: toShanghai(promised) }) };
      const order = await desk.access.post<OrderDetail>('/orders', body);
      message.success(`工单 ${order.no} 已建`);
      onClose(order.no);
    });

  return (
    <Modal open title="新工单" okText="接车" width={600} confirmLoading={busy} onOk={form.submit} onCancel={() => onClose()} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ kind: 'car', store: me.store?.id, ...known }} onFinish={make}>
        <Row gutter={16}>
          <Col span={12}><Form.Item name="plate" label="车牌" rules={[{ required: true, whitespace: true, message: '请输入车牌' }]}><Input maxLength={12} placeholder="浙A12345" autoFocus /></Form.Item></Col>
          <Col span={12}>
            <Form.Item name="kind" label="车辆"><Radio.Group optionType="button" options={[{ value: 'car', label: '汽车' }, { value: 'moto', label: '摩托车' }]} /></Form.Item>
          </Col>
          <Col span={12}><Form.Item name="phone" label="电话" rules={[PHONE]}><Input maxLength={20} inputMode="tel" /></Form.Item></Col>
          <Col span={12}><Form.Item name="name" label="姓名"><Input maxLength={40} /></Form.Item></Col>
          <Col span={12}>
            <Form.Item name="store" label="门店" rules={[{ required: true, message: '请选择门店' }]}>
              <Select placeholder="选择门店" options={stores.map(({ id, name }) => ({ value: id, label: name }))} />
            </Form.Item>
          </Col>
          <Col span={12}><Form.Item name="service" label="项目"><AutoComplete allowClear options={SERVICES.map((value) => ({ value }))} /></Form.Item></Col>
          <Col span={12}><Form.Item name="mileage" label="里程（公里）"><InputNumber min={0} max={3_000_000} precision={0} style={{ width: '100%' }} /></Form.Item></Col>
          <Col span={12}><Form.Item name="promised" label="承诺完成时间"><MomentPicker /></Form.Item></Col>
          <Col span={24}><Form.Item name="description" label="客户说的情况"><Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} /></Form.Item></Col>
        </Row>
      </Form>
    </Modal>
  );
}
