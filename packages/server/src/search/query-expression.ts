import type { SearchKind } from '@colloquy/contract';
import { attributeFilterTerm } from './attribute-terms.ts';
import {
  accountTerm,
  addressTerm,
  authorTerm,
  conversationTerm,
  hasInnerTerm,
  innerTerm,
  kindTerm,
  serviceTerm,
  stateTerm,
} from './document-terms.ts';
import type { QueryWord } from './terms.ts';

/** The filters of a search, each met by the documents with a term. */
export interface SearchFilters {
  readonly kind?: readonly SearchKind[];
  readonly serviceSid?: string;
  readonly conversationSid?: string;
  readonly author?: string;
  readonly address?: string;
  readonly state?: string;
  readonly attribute?: readonly string[];
}

/**
 * How far a search goes: `words` finds whole words only, `beginnings` also the beginning of a last word, and `parts` also
 * what is inside of the words of names. Each costs more than the one before, because it reads the lists of more terms.
 */
export const searchWidths = ['words', 'beginnings', 'parts'] as const;
export type SearchWidth = (typeof searchWidths)[number];

/**
 * The expression for the index, as {@link TermIndex.matches} takes it. It consists of terms, which contain none of the
 * characters of the expression, so nothing in a query can be more than a word.
 */
export function queryExpression(
  accountSid: string,
  words: readonly QueryWord[],
  filters: SearchFilters,
  width: SearchWidth,
): string {
  const { kind = [], serviceSid, conversationSid, author, address, state, attribute = [] } = filters;
  const all = [
    ...words.flatMap((word) => wordExpressions(word, width)),
    ...(conversationSid === undefined ? [] : [exactly(conversationTerm(conversationSid))]),
    ...(author === undefined ? [] : [exactly(authorTerm(author))]),
    ...(address === undefined ? [] : [exactly(addressTerm(address))]),
    ...attribute.map((each) => exactly(attributeFilterTerm(each))),
    ...(state === undefined ? [] : [exactly(stateTerm(state))]),
    ...(kind.length === 0 ? [] : [either(kind.map((each) => exactly(kindTerm(each))))]),
    // Each service belongs to one account.
    ...(serviceSid === undefined ? [] : [exactly(serviceTerm(serviceSid))]),
    exactly(accountTerm(accountSid)),
  ];
  return [...new Set(all)].join(' AND ');
}

const exactly = (term: string): string => `"${term}"`;
const beginning = (term: string): string => `"${term}"*`;
const either = (expressions: readonly string[]): string => {
  const [first = '', ...others] = new Set(expressions);
  return others.length === 0 ? first : `(${[first, ...others].join(' OR ')})`;
};

function wordExpressions({ terms, isPrefix, segment }: QueryWord, width: SearchWidth): string[] {
  if (segment.isRun) return terms.map(isPrefix ? beginning : exactly);
  const [term = ''] = terms;
  const isBeginning = isPrefix && width !== 'words';
  const isInner = width === 'parts' && hasInnerTerm(term);
  return [
    either([isBeginning ? beginning(term) : exactly(term), ...(isInner ? [beginning(innerTerm(term))] : [])]),
  ];
}
