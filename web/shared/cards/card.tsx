import type { ReactNode } from 'react';
import type { CardBody, Choice } from '../events';
import { ArticleCard } from './article';
import { BookingCard } from './booking';
import { ComplaintCard } from './complaint';
import { OrderCard } from './order';
import { CallbackCard, QueueCard, RescueCard } from './people';
import { EVERY_LINE, QuoteCard } from './quote';
import { RatingCard } from './rating';

export interface CardProps {
  body: CardBody;
  /** Any moment (ms) of the present day: decides between 今天, 明天 and a date. */
  today: number;
  /** Whether the buttons can be pressed; the desk shows cards without handlers, so nothing can be. */
  disabled?: boolean | undefined;
  onChoice?: ((choice: Choice) => void) | undefined;
  onText?: ((text: string) => void) | undefined;
  onLeaveQueue?: (() => void) | undefined;
}

export function Card(props: CardProps) {
  const { body, disabled, onChoice } = props;
  // Those of a rating are its stars, those of a quote's lines stand beside the lines.
  const choices = body.card === 'rating' ? [] : (body.choices ?? []).filter(({ line }) => !line || line === EVERY_LINE);
  return (
    <article className={`card card-${body.card}`}>
      {content(props)}
      {choices.length > 0 && <Choices choices={choices} disabled={disabled} onChoice={onChoice} />}
    </article>
  );
}

function content({ body, today, disabled, onChoice, onText, onLeaveQueue }: CardProps): ReactNode {
  switch (body.card) {
    case 'booking': return <BookingCard data={body.data} today={today} />;
    case 'order': return <OrderCard data={body.data} today={today} />;
    case 'complaint': return <ComplaintCard data={body.data} today={today} />;
    case 'callback': return <CallbackCard data={body.data} today={today} />;
    case 'rescue': return <RescueCard data={body.data} today={today} />;
    case 'quote':
      return <QuoteCard data={body.data} choices={body.choices} today={today} disabled={disabled} onChoice={onChoice} />;
    case 'queue': return <QueueCard data={body.data} onLeaveQueue={disabled ? undefined : onLeaveQueue} />;
    case 'article': return <ArticleCard data={body.data} />;
    case 'rating':
      return <RatingCard data={body.data} choices={body.choices} disabled={disabled} onChoice={onChoice} onText={onText} />;
    default: return null;
  }
}

interface ChoicesProps {
  choices: readonly Choice[];
  disabled?: boolean | undefined;
  onChoice?: ((choice: Choice) => void) | undefined;
}

/** The buttons under a question or a card. */
export function Choices({ choices, disabled, onChoice }: ChoicesProps) {
  return (
    <div className="card-actions">
      {choices.map((choice) => (
        <button key={choice.choice} type="button" disabled={disabled || !onChoice} onClick={() => onChoice?.(choice)}>
          {choice.label}
        </button>
      ))}
    </div>
  );
}
