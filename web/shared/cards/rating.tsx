import type { Choice } from '../events';
import type { RatingData } from './data';
import { CardFrame } from './frame';

interface RatingProps {
  data: RatingData;
  choices?: readonly Choice[] | undefined;
  disabled?: boolean | undefined;
  onChoice?: ((choice: Choice) => void) | undefined;
  onText?: ((text: string) => void) | undefined;
}

/** A score given by one press: the server's choice of that number where there is one, the words `4分` otherwise. */
export function RatingCard({ data, choices, disabled, onChoice, onText }: RatingProps) {
  const give = (score: number): void => {
    const choice = choices?.find(({ label }) => Number.parseInt(label, 10) === score);
    if (choice) onChoice?.(choice);
    else onText?.(`${score}分`);
  };
  if (data.score !== undefined) {
    const outOf = data.scale ?? 5;
    const shown = outOf <= 5 ? '★'.repeat(data.score) + '☆'.repeat(outOf - data.score) : `${data.score} / ${outOf}`;
    return <CardFrame title="您的评价" status={`${data.score}分`}><p className="card-lead">{shown}</p></CardFrame>;
  }
  return (
    <CardFrame title="请您评价">
      {data.prompt && <p className="card-text">{data.prompt}</p>}
      <Scores scale={data.scale ?? 5} disabled={disabled} onScore={give} />
    </CardFrame>
  );
}

interface ScoresProps {
  /** 5: stars one to five; 10: numbers zero to ten. */
  scale: number;
  disabled?: boolean | undefined;
  onScore: (score: number) => void;
}

export function Scores({ scale, disabled, onScore }: ScoresProps) {
  const stars = scale <= 5;
  const scores = Array.from({ length: stars ? scale : scale + 1 }, (_, i) => (stars ? i + 1 : i));
  return (
    <div className={stars ? 'stars' : 'scores'} role="group" aria-label="评分">
      {scores.map((score) => (
        <button key={score} type="button" disabled={disabled} aria-label={`${score}分`} onClick={() => onScore(score)}>
          {stars ? '★' : score}
        </button>
      ))}
    </div>
  );
}
