/** What all cards are made of: a titled frame, rows of label and value, a history of notes. */
import type { ReactNode } from 'react';
import { moment, telephone } from '../format';
import type { Note } from './data';

interface FrameProps {
  title: string;
  no?: string | undefined;
  status?: string | undefined;
  tone?: 'good' | 'warn' | 'bad' | 'quiet' | undefined;
  children?: ReactNode;
}

export function CardFrame({ title, no, status, tone = 'good', children }: FrameProps) {
  return (
    <>
      <header className="card-head">
        <span className="card-title">{title}</span>
        {status && <span className={`card-status is-${tone}`}>{status}</span>}
      </header>
      {children}
      {no && <p className="card-no">编号 {no}</p>}
    </>
  );
}

/** Rows of a card; a row without a value is left out. */
export function Rows({ rows }: { rows: readonly (readonly [label: string, value: ReactNode])[] }) {
  const known = rows.filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (!known.length) return null;
  return (
    <dl className="card-rows">
      {known.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A telephone number that can be pressed when it is a plain one. */
export function Phone({ number }: { number: string }) {
  const href = telephone(number);
  return href ? <a href={href}>{number}</a> : <>{number}</>;
}

/** Dated notes, newest last. */
export function Notes({ notes, today }: { notes: readonly Note[] | undefined; today: number }) {
  if (!notes?.length) return null;
  return (
    <ol className="card-notes">
      {notes.map((note) => (
        <li key={note.at + note.text}>
          <time dateTime={note.at}>{moment(note.at, today)}</time>
          <span>{note.text}</span>
        </li>
      ))}
    </ol>
  );
}
