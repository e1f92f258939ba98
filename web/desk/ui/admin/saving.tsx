import { Alert, App as Antd, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { isProblem } from '../../../shared/line/access';
import { moment } from '../../../shared/format';
import { why } from '../../client/access';
import type { HitBooking, Line, Theirs, Thing } from '../../client/admin';
import { keep } from '../../router';
import { useDesk } from '../hooks';

/** What a save came to: done, given up by the person, or refused for a reason they can mend. */
export type Outcome<T> = { saved: Thing<T> } | { theirs: Theirs<T> } | { title: string } | null;

/** Saves documents: asks where bookings are hit, and tells what others changed meanwhile. */
export function useSave<T>(): (path: string, body: object) => Promise<Outcome<T>> {
  const desk = useDesk();
  const { modal } = Antd.useApp();
  const save = async (path: string, body: object): Promise<Outcome<T>> => {
    try {
      return { saved: await desk.access.post<Thing<T>>(path, body) };
    } catch (error) {
      if (!isProblem(error)) return { title: why(error) };
      if (error.details.reason === 'outdated') return { theirs: error.details.theirs as Theirs<T> };
      if (error.details.reason !== 'confirm') return { title: error.title };
      const agreed = await modal.confirm({
        title: '保存前请确认',
        width: 560,
        content: <Hits title={error.title} bookings={(error.details.bookings as HitBooking[] | undefined) ?? []} />,
        okText: '仍然保存',
        cancelText: '先不保存',
      });
      return agreed ? save(path, { ...body, confirmed: true }) : null;
    }
  };
  return save;
}

function Hits({ title, bookings }: { title: string; bookings: HitBooking[] }) {
  return (
    <>
      <p>{title}</p>
      {bookings.length > 0 && (
        <ul className="hits" aria-label="受影响的预约">
          {bookings.map((booking) => (
            <li key={booking.no}>
              <strong>{moment(booking.start, Date.now())}</strong> {booking.store.name} {booking.service} · {[booking.name, booking.phone, booking.plate].filter(Boolean).join(' ')}
              <small>{booking.no}，{booking.why}</small>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What differs, line by line. */
export function Lines({ lines }: { lines: Line[] }) {
  return (
    <dl className="changes">
      {lines.map(({ label, before, after }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {before !== undefined && <del>{before}</del>}
            {after !== undefined ? <ins>{after}</ins> : <em>已删除</em>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface Draft<T> {
  seen: Thing<T>;
  value: T;
  dirty: boolean;
  busy: boolean;
  error: string | null;
  theirs: Theirs<T> | null;
  edit: (value: T) => void;
  save: () => Promise<void>;
  drop: () => void;
  takeTheirs: () => void;
  keepMine: () => void;
}

interface Saving<T> {
  thing: Thing<T>;
  path: string;
  onSaved: (thing: Thing<T>) => void;
}

/** A document while it is edited. What others save meanwhile is not taken over before the person has seen it. */
export function useDraft<T>({ thing, path, onSaved }: Saving<T>): Draft<T> {
  const [seen, setSeen] = useState(thing);
  const [value, setValue] = useState(thing.document);
  const [error, setError] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<Theirs<T> | null>(null);
  const [busy, setBusy] = useState(false);
  const { message } = Antd.useApp();
  const send = useSave<T>();
  const dirty = JSON.stringify(value) !== JSON.stringify(seen.document);

  useEffect(() => {
    if (!dirty && thing.version !== seen.version) begin(thing);
  }, [thing.version]);
  useEffect(() => {
    keep(dirty);
    return () => keep(false);
  }, [dirty]);

  const begin = (from: Thing<T>): void => {
    setSeen(from);
    setValue(from.document);
    setError(null);
    setTheirs(null);
  };
  const save = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const outcome = await send(path, { version: seen.version, document: value });
    setBusy(false);
    if (!outcome) return;
    if ('saved' in outcome) {
      begin(outcome.saved);
      message.success('已保存，马上生效');
      onSaved(outcome.saved);
    } else if ('theirs' in outcome) setTheirs(outcome.theirs);
    else setError(outcome.title);
  };
  return {
    seen, value, dirty, busy, error, theirs, save,
    edit: (changed) => {
      setValue(changed);
      setError(null);
    },
    drop: () => begin(seen),
    takeTheirs: () => theirs && begin(theirs),
    keepMine: () => {
      if (!theirs) return;
      setSeen(theirs);
      setTheirs(null);
    },
  };
}

/** Save and drop, at the foot of a form while something is unsaved; what stands in the way. Ctrl+S saves. */
export function SaveBar<T>({ draft }: { draft: Draft<T> }) {
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      if (latest.current.dirty) void latest.current.save();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const { dirty, busy, error, theirs } = draft;
  if (!dirty && !error && !theirs) return null;
  return (
    <footer className="save-bar">
      {error && <Alert type="error" showIcon message={error} role="alert" />}
      {theirs && (
        <Alert
          type="warning"
          showIcon
          role="alert"
          message={`${theirs.by}刚刚改过这里，您的修改还没有保存`}
          description={<Lines lines={theirs.lines} />}
          action={<><Button size="small" onClick={draft.takeTheirs}>用对方的</Button><Button size="small" onClick={draft.keepMine}>保留我的</Button></>}
        />
      )}
      <div>
        <span>有修改没有保存</span>
        <Button disabled={busy} onClick={draft.drop}>放弃修改</Button>
        <Button type="primary" loading={busy} disabled={theirs !== null} onClick={() => void draft.save()}>保存</Button>
      </div>
    </footer>
  );
}
