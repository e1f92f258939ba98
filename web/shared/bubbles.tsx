/** The content of one message. Everything is a text node; nothing a customer or the shop wrote is ever read as HTML. */
import { Card, type CardProps, Choices } from './cards/card';
import type { Author, MessageBody } from './events';
import { safeLink } from './format';
import { Location } from './location';
import { Picture } from './picture';

interface BubbleProps extends Omit<CardProps, 'body'> {
  body: MessageBody;
  from: Author;
  /** The address of a picture no longer opens it. */
  onStale?: (() => void) | undefined;
}

export function Bubble({ body, from, onStale, ...rest }: BubbleProps) {
  switch (body.type) {
    case 'card':
      return <Card body={body} {...rest} />;
    case 'choices':
      return (
        <div className="bubble has-choices">
          <p>{body.text}</p>
          <Choices choices={body.choices} disabled={rest.disabled} onChoice={rest.onChoice} />
        </div>
      );
    case 'image':
      return <Picture {...body} onStale={onStale} />;
    default:
      if (body.sms) return <TextMessage text={body.text} />;
      if (body.location) return <Location text={body.text} {...body.location} />;
      if (from === 'system') return <p className="notice">{body.text}</p>;
      return (
        <div className="bubble">
          <p>{body.text || '（这条消息暂时无法显示）'}</p>
          {body.link && <Download {...body.link} />}
        </div>
      );
  }
}

/** A file of this server, saved without leaving the page. */
function Download({ url, label }: { url: string; label: string }) {
  const href = safeLink(url, globalThis.location?.origin ?? '');
  return href ? <a className="bubble-link" href={href} download target="_blank" rel="noreferrer">{label}</a> : null;
}

/** A text message (SMS) as a telephone would show it. */
function TextMessage({ text }: { text: string }) {
  return (
    <div className="sms">
      <span className="sms-head">短信（演示，未真实发送）</span>
      <p>{text}</p>
    </div>
  );
}
