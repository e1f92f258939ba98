import type { Shop } from '../../shared/shop';

const STARTERS = ['我想预约保养', '我的车修到哪了', '今天几点关门', '我要投诉'];

interface Props {
  shop: Shop | null;
  /** Nothing was said yet. */
  fresh: boolean;
  onPrivacy: () => void;
  onSay: (text: string) => void;
}

/** What stands before the first message: the privacy notice, and ways to begin. */
export function Beginning({ shop, fresh, onPrivacy, onSay }: Props) {
  return (
    <>
      {shop?.privacy && (
        <p className="notice">
          我们只为服务您而使用您提供的信息，详见
          <button type="button" onClick={onPrivacy}>《{shop.privacy.title}》</button>
        </p>
      )}
      {fresh && (
        <div className="starters">
          <p>直接打字说出您的需要，或点一句开始：</p>
          {STARTERS.map((text) => (
            <button key={text} type="button" className="pill" onClick={() => onSay(text)}>
              {text}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
