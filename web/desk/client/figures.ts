/** What `/api/v1/desk/figures` says. A share goes from 0 to 1, durations are seconds or milliseconds. */
export type Kind = 'rate' | 'duration' | 'milliseconds' | 'points' | 'score';
export type By = 'day' | 'store' | 'person';

export interface Spread {
  mean: number;
  p50: number;
  p90: number;
  p95: number;
}

export interface Summary {
  /** Null when there is nothing to compute it from. */
  value: number | null;
  n: number;
  /** Cases that cannot be told yet; counted nowhere else. */
  pending: number;
  part?: number;
  whole?: number;
  spread?: Spread;
  /** The same in opening time. */
  business?: Spread;
}

export interface Figure extends Summary {
  id: string;
  kind: Kind;
  title: string;
  group: string;
  definition: string;
  better: 'up' | 'down';
  by_person: boolean;
  previous: Summary;
}

export interface Group {
  key: string;
  label: string;
  figures: Record<string, Summary>;
}

export interface Count {
  label: string;
  count: number;
}

export interface Figures {
  from: string;
  to: string;
  previous: { from: string; to: string };
  by: By;
  at: string;
  notes: string[];
  figures: Figure[];
  groups: Group[];
  missed: { reasons: Count[]; topics: Count[] };
}
