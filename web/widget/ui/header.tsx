import { telephone } from '../../shared/format';
import type { Shop } from '../../shared/shop';

interface Props {
  shop: Shop | null;
  typing: boolean;
  large: boolean;
  onLarge: () => void;
}

export function Header({ shop, typing, large, onLarge }: Props) {
  const hotline = telephone(shop?.hotline);
  return (
    <header className="header">
      <button type="button" className="header-tool" aria-pressed={large} aria-label="大字模式" onClick={onLarge}>
        <span aria-hidden="true">{large ? '标准' : '大字'}</span>
      </button>
      <h1>{typing ? '对方正在输入…' : (shop?.name ?? '在线客服')}</h1>
      {hotline ? (
        <a className="header-tool" href={hotline} aria-label={`拨打服务热线 ${shop?.hotline}`}>
          <PhoneIcon />
        </a>
      ) : (
        <span className="header-tool" />
      )}
    </header>
  );
}

function PhoneIcon() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1.02z" />
    </svg>
  );
}
