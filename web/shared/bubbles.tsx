/** The content of one message. Everything is a text node; nothing a customer or the shop wrote is ever read as HTML. */
import { Card, type CardProps, Choices } from './cards/card';
import type { Author, MessageBody } from './events';
import { safeLink } from './format';

interface BubbleProps extends Omit<CardProps, 'body'> {
  body: MessageBody;
  from: Author;
}

export function Bubble({ body, from, ...rest }: BubbleProps) {
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
      return <Picture url={body.url} />;
    default:
      if (body.sms) return <TextMessage text={body.text} />;
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
  return href ? <a href={href} download target="_blank" rel="noreferrer">{label}</a> : null;
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

function Picture({ url }: { url: string }) {
  const src = safeLink(url, globalThis.location?.origin ?? '');
  return src ? <img className="picture" src={src} alt="图片" loading="lazy" /> : <p className="notice">图片无法显示</p>;
}
