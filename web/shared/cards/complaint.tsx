import { moment } from '../format';
import type { ComplaintData } from './data';
import { CardFrame, Notes, Rows } from './frame';

export function ComplaintCard({ data, today }: { data: ComplaintData; today: number }) {
  return (
    <CardFrame title="投诉受理" no={data.no} status={data.status_text} tone="warn">
      <Rows
        rows={[
          ['类别', data.category_text],
          ['程度', data.severity_text],
          ['首次答复', data.first_answer_due && <strong>{moment(data.first_answer_due, today)} 前</strong>],
          ['下次答复', data.next_due && <strong>{moment(data.next_due, today)} 前</strong>],
          ['处理方案', data.resolution],
          ['解决期限', data.solution_due && `${moment(data.solution_due, today)} 前`],
        ]}
      />
      <Notes notes={data.steps} today={today} />
    </CardFrame>
  );
}
