import { useState } from 'react';
import { accepts, complete, DIGITS, LETTERS, LONGEST, PROVINCES, SUFFIXES, USUAL } from '../plate';

interface Props {
  onDone: (plate: string) => void;
  /** Back to the telephone's own keyboard. */
  onSwitch: () => void;
}

const ROWS = [DIGITS, LETTERS.slice(0, 8), LETTERS.slice(8, 17), LETTERS.slice(17)];

/** Types a plate place by place: provinces first, then what may stand in each place. */
export function PlateKeyboard({ onDone, onSwitch }: Props) {
  const [plate, setPlate] = useState('');
  const type = (key: string) => setPlate((now) => (accepts(now, key) ? now + key : now));
  const rows = plate === '' ? provinceRows() : [...ROWS, SUFFIXES];
  return (
    <section className="plate-keyboard" aria-label="车牌键盘">
      <Places plate={plate} />
      <div className="keys" role="group" aria-label={plate === '' ? '省简称' : '字母和数字'}>
        {rows.map((row) => (
          <div key={row[0]} className="key-row">
            {row.map((key) => (
              <button key={key} type="button" className="key" disabled={!accepts(plate, key)} onClick={() => type(key)}>
                {key}
              </button>
            ))}
          </div>
        ))}
        <div className="key-row">
          <button type="button" className="key is-wide" onClick={onSwitch}>普通键盘</button>
          <button type="button" className="key is-wide" disabled={!plate} onClick={() => setPlate((now) => now.slice(0, -1))}>
            删除
          </button>
          <button type="button" className="key is-wide is-done" disabled={!complete(plate)} onClick={() => onDone(plate)}>
            完成
          </button>
        </div>
      </div>
    </section>
  );
}

function provinceRows(): string[][] {
  return [0, 8, 16, 24].map((start) => PROVINCES.slice(start, start + 8));
}

function Places({ plate }: { plate: string }) {
  const places = Array.from({ length: LONGEST }, (_, i) => i);
  return (
    <div className="plate" role="status" aria-label={plate ? `车牌 ${[...plate].join(' ')}` : '请选择省简称'}>
      {places.map((i) => (
        <span key={i} aria-hidden="true" className={place(i, plate.length)}>
          {plate[i] ?? (i === USUAL ? '新能源' : '')}
        </span>
      ))}
    </div>
  );
}

function place(i: number, length: number): string {
  return ['plate-place', i === length ? 'is-next' : '', i === USUAL && length <= USUAL ? 'is-nev' : ''].join(' ').trim();
}
