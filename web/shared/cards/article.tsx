import type { ArticleData } from './data';
import { CardFrame } from './frame';

interface ArticleProps {
  data: ArticleData;
}

export function ArticleCard({ data }: ArticleProps) {
  return <CardFrame title={data.title ?? '养车知识'}>{data.text && <p className="card-text">{data.text}</p>}</CardFrame>;
}
