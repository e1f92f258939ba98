import { telephone } from '../../shared/format';
import type { Shop } from '../../shared/shop';

interface Props {
  shop: Shop | null;
  typing: boolean;
  large: boolean;
  onLarge: () => void;
  onMenu: () => void;
  /** Folds the page up, where another one holds it. */
  onFold: (() => void) | undefined;
}

export function Header({ shop, typing, large, onLarge, onMenu, onFold }: Props) {
  const hotline = telephone(shop?.hotline);
  return (
    <header className="header">
      <div className="header-side">
        <button type="button" className="header-tool" aria-pressed={large} aria-label="大字模式" onClick={onLarge}>
          <span aria-hidden="true">{large ? '标准' : '大字'}</span>
        </button>
      </div>
      <h1>{typing ? '对方正在输入…' : (shop?.name ?? '在线客服')}</h1>
      <div className="header-side is-end">
        {hotline && (
          <a className="header-tool" href={hotline} aria-label={`拨打服务热线 ${shop?.hotline}`}>
            <Icon path="M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.57 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1.02z" />
          </a>
        )}
        <button type="button" className="header-tool" aria-label="更多" aria-haspopup="dialog" onClick={onMenu}>
          <Icon path="M5 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm7 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z" />
        </button>
        {onFold && (
          <button type="button" className="header-tool" aria-label="收起" onClick={onFold}>
            <Icon path="M6 9l6 6 6-6 1.4 1.4L12 17.8l-7.4-7.4z" />
          </button>
        )}
      </div>
    </header>
  );
}

function Icon({ path }: { path: string }) {
  return <svg viewBox="0 0 24 24" aria-hidden="true"><path d={path} /></svg>;
}
