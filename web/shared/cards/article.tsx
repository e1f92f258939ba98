import type { ArticleData } from './data';
import { CardFrame } from './frame';

interface ArticleProps {
  data: ArticleData;
  onText?: ((text: string) => void) | undefined;
}

export function ArticleCard({ data, onText }: ArticleProps) {
  return (
    <>
      <CardFrame title={data.title ?? '养车知识'}>{data.text && <p className="card-text">{data.text}</p>}</CardFrame>
      {!!data.related?.length && onText && (
        <div className="card-actions" aria-label="相关问题">
          {data.related.map((question) => (
            <button key={question} type="button" onClick={() => onText(question)}>
              {question}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
