import { Dialog } from '../../shared/dialog';
import type { Shop } from '../../shared/shop';

interface Props {
  notice: NonNullable<Shop['privacy']>;
  onClose: () => void;
}

export function PrivacyDialog({ notice, onClose }: Props) {
  return (
    <Dialog label={notice.title} onClose={onClose}>
      {(close) => (
        <>
          <h2>{notice.title}</h2>
          <p className="privacy-text">{notice.text}</p>
          <div className="dialog-actions">
            <button type="button" className="pill is-strong" onClick={close}>我知道了</button>
          </div>
        </>
      )}
    </Dialog>
  );
}
