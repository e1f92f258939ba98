import { useId } from 'react';
import type { Count, Figure, Group, Summary } from '../../client/figures';
import { parts, shown } from './words';

/** A figure day by day, newest first. */
export function Days({ figure, days }: { figure: Figure; days: readonly Group[] }) {
  const { id, kind, title } = figure;
  return (
    <Scrolled label={`${title}按日数据`}>
      <table className="table is-dense">
        <thead><tr><th scope="col">日期</th><th scope="col" className="right">{title}</th><th scope="col" className="right">n</th>{kind === 'duration' && <th scope="col" className="right">P90</th>}<th scope="col" className="right">未定</th></tr></thead>
        <tbody>
          {[...days].reverse().map(({ key, label, figures: { [id]: found } }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td className="number right">{shown(kind, found?.value)}</td>
              <td className="number right">{found?.n ?? 0}</td>
              {kind === 'duration' && <td className="number right">{shown(kind, found?.spread?.p90)}</td>}
              <td className="number right">{found?.pending ?? 0}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

/** Figures of one kind by store or person. */
export function Groups({ head, figures, groups }: { head: string; figures: readonly Figure[]; groups: readonly Group[] }) {
  return (
    <Scrolled label={`按${head}的数据`}>
      <table className="table is-dense">
        <thead><tr><th scope="col">{head}</th>{figures.map(({ id, title }) => <th key={id} scope="col" className="right">{title}</th>)}</tr></thead>
        <tbody>
          {groups.map(({ key, label, figures: found }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              {figures.map((figure) => <td key={figure.id} className="number right"><Value figure={figure} found={found[figure.id]} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

function Value({ figure: { kind }, found }: { figure: Figure; found: Summary | undefined }) {
  if (!found) return <>—</>;
  return <>{shown(kind, found.value)}<small>{parts({ kind, ...found })}{found.spread && kind === 'duration' && `，P90 ${shown(kind, found.spread.p90)}`}</small></>;
}

/** How often what was missed. */
export function Counts({ title, counts }: { title: string; counts: readonly Count[] }) {
  const id = useId();
  const most = Math.max(...counts.map(({ count }) => count));
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <ul className="counts">
        {counts.map(({ label, count }) => (
          <li key={label}>
            <span>{label}</span>
            <span className="counts-bar" aria-hidden="true"><i style={{ width: `${(100 * count) / most}%` }} /></span>
            <b>{count} 次</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A table that may be wider than the page, and can be moved with the keyboard then. */
function Scrolled({ label, children }: { label: string; children: React.ReactNode }) {
  return <div className="scrolled" role="region" aria-label={label} tabIndex={0}>{children}</div>;
}
