import type { SearchResult } from '../../api/search.ts';
import { cellClasses } from '../../ui/table.tsx';

/** Why a search has found a conversation: the text of a message, or the name of a participant. */
export function Excerpt({ result }: { readonly result: SearchResult | undefined }) {
  const [excerpt] = result?.excerpts ?? [];
  if (result === undefined || result.kind === 'conversation' || excerpt === undefined) return null;
  return (
    <span className={cellClasses.sub}>
      {result.kind === 'message' && `${result.author}: `}
      {excerpt.parts.map(({ text, highlighted }, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of an excerpt do not change
        highlighted ? <mark key={index}>{text}</mark> : text,
      )}
    </span>
  );
}
