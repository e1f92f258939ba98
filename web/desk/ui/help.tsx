import { Modal } from 'antd';

const KEYS: readonly [keys: readonly string[], does: string][] = [
  [['Ctrl', 'K'], '搜索：车牌、手机号或尾号、姓名、单号、标签'],
  [['Alt', '↑'], '上一个会话'],
  [['Alt', '↓'], '下一个会话'],
  [['Alt', 'J'], '接入打开的会话'],
  [['Alt', '1…7'], '会话、预约、工单、投诉、回电、救援、客户'],
  [['Enter'], '发送；Shift+Enter 换行'],
  [['/'], '在回复框开头：快捷回复，↑ ↓ 选择，Enter 填入'],
  [['Esc'], '离开输入框，再按收起会话'],
  [['?'], '这张表'],
];

/** What the keyboard does. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Modal open title="键盘" footer={null} onCancel={onClose} destroyOnHidden>
      <table className="table">
        <tbody>
          {KEYS.map(([keys, does]) => (
            <tr key={does}><td>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</td><td>{does}</td></tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
