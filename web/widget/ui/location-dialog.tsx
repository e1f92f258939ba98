import { useState } from 'react';
import { Dialog } from '../../shared/dialog';
import type { Coordinates } from '../../shared/events';
import { coordinates } from '../../shared/location';

interface Props {
  onSend: (place: Coordinates, text: string) => void;
  /** The customer would rather type where they are. */
  onType: () => void;
  onClose: () => void;
}

interface Fix extends Coordinates {
  /** Metres. */
  accuracy: number;
}

/** GPS among high buildings takes its time (ms). */
const PATIENCE = 15_000;

/** Says what would be sent and why, asks the browser only then, and sends only what was looked at. */
export function LocationDialog({ onSend, onType, onClose }: Props) {
  const [fix, setFix] = useState<Fix | null>(null);
  const [state, setState] = useState<'asking' | 'locating' | 'failed'>('asking');
  const [trouble, setTrouble] = useState('');
  const [text, setText] = useState('');
  const locate = (): void => {
    if (!navigator.geolocation) return fail('这个浏览器不能定位');
    setState('locating');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => setFix({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy }),
      ({ code, PERMISSION_DENIED }) => fail(code === PERMISSION_DENIED ? '没有得到定位权限' : '暂时定不到位置'),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 },
    );
  };
  const fail = (why: string): void => {
    setTrouble(`${why}。您可以直接打字告诉我们地址、路名或附近的标志。`);
    setState('failed');
  };

  return (
    <Dialog label="发送位置" onClose={onClose}>
      {(close) => (
        <>
          <h2>发送位置</h2>
          {!fix && (
            <>
              <p>只发送您此刻的经纬度，让我们的救援或取车人员找得到您；不会持续定位，也不交给地图公司。</p>
              <p role="status" className={state === 'failed' ? 'trouble' : 'quiet'}>{state === 'locating' ? '正在定位，请稍候…' : trouble}</p>
            </>
          )}
          {fix && (
            <>
              <p>将发送：<strong>{coordinates(fix)}</strong>，误差约 {Math.ceil(fix.accuracy)} 米</p>
              <label htmlFor="place">补充说明（可不填）</label>
              <input id="place" className="field is-framed" maxLength={100} placeholder="如：高架辅路、地下二层 B 区" value={text} onInput={(event) => setText(event.currentTarget.value)} />
            </>
          )}
          <div className="dialog-actions">
            {fix && <button type="button" className="pill is-strong" onClick={() => { onSend(fix, text); close(); }}>发送</button>}
            {!fix && (
              <button type="button" className="pill is-strong" disabled={state === 'locating'} onClick={locate}>
                {state === 'failed' ? '再试一次' : '同意并获取位置'}
              </button>
            )}
            <button type="button" className="pill" onClick={() => { close(); onType(); }}>改为打字</button>
          </div>
        </>
      )}
    </Dialog>
  );
}
