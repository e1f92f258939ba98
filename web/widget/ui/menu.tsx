import { Dialog } from '../../shared/dialog';
import type { Theme } from './theme';

const THEMES: readonly (readonly [Theme, string])[] = [['system', '跟随系统'], ['light', '浅色'], ['dark', '深色']];

interface Props {
  theme: Theme;
  onTheme: (theme: Theme) => void;
  onResume: () => void;
  onPrivacy: (() => void) | undefined;
  onClose: () => void;
}

/** What is seldom needed. */
export function Menu({ theme, onTheme, onResume, onPrivacy, onClose }: Props) {
  return (
    <Dialog label="更多" onClose={onClose}>
      {(close) => {
        const leave = (act: () => void) => (): void => {
          close();
          act();
        };
        return (
          <>
            <fieldset className="themes">
              <legend>外观</legend>
              {THEMES.map(([value, label]) => (
                <label key={value}>
                  <input type="radio" name="theme" checked={theme === value} onChange={() => onTheme(value)} />
                  <span>{label}</span>
                </label>
              ))}
            </fieldset>
            <button type="button" className="menu-item" onClick={leave(onResume)}>换手机继续</button>
            {onPrivacy && <button type="button" className="menu-item" onClick={leave(onPrivacy)}>个人信息保护说明</button>}
            <button type="button" className="menu-item is-quiet" onClick={close}>关闭</button>
          </>
        );
      }}
    </Dialog>
  );
}
