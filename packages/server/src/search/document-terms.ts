import { addressKey, type SearchKind } from '@colloquy/contract';
import { attributeTerms } from './attribute-terms.ts';
import { type SourceRow, textsOf } from './sources.ts';
import { indexTerms, segments } from './terms.ts';
import { valueTerm } from './value-term.ts';

/** The different words of an object that are in the index; an engine can store more, but reads each list of terms whole. */
const maxWords = 3000;
/** What a name is cut to for the search inside of its words. */
const [maxNameWords, maxNameWordLength, minInnerLength] = [12, 32, 3];

/*
 * The terms of filters begin with an underscore, which no word of a text has. Their letters are stable, because the index
 * contains them.
 */
export const accountTerm = (sid: string): string => `_a${sid.slice(2).toLowerCase()}`;
export const serviceTerm = (sid: string): string => `_s${sid.slice(2).toLowerCase()}`;
export const conversationTerm = (sid: string): string => `_c${sid.slice(2).toLowerCase()}`;
export const kindTerm = (kind: SearchKind): string => `_k${kind}`;
export const stateTerm = (state: string): string => `_t${state}`;
export const authorTerm = (author: string): string => valueTerm('u', author);
export const addressTerm = (address: string): string => valueTerm('d', addressKey(address));
/** Begins with a part of a name, so that names are also found by what is inside of their words. */
export const innerTerm = (part: string): string => `_n${part}`;

/** Where an object is. */
export interface DocumentScope {
  readonly accountSid: string;
  readonly serviceSid: string;
  readonly kind: SearchKind;
}

/** All terms of an object, sorted and separated by spaces: equal texts mean that there is nothing to write. */
export function documentTerms({ accountSid, serviceSid, kind }: DocumentScope, row: SourceRow): string {
  const { conversation_sid, author, address, proxy_address, projected_address, state, attributes } = row;
  const addresses = [address, proxy_address, projected_address, kind === 'message' ? author : null];
  const terms = new Set([
    accountTerm(accountSid),
    serviceTerm(serviceSid),
    kindTerm(kind),
    ...(conversation_sid === null ? [] : [conversationTerm(conversation_sid)]),
    ...(author === null ? [] : [authorTerm(author)]),
    ...addresses.flatMap((each) => (each === null ? [] : [addressTerm(each)])),
    ...(state === null ? [] : [stateTerm(state)]),
    ...attributeTerms(attributes),
  ]);
  for (const { text } of textsOf(row)) {
    for (const term of indexTerms(text, maxWords)) terms.add(term);
    if (kind !== 'message') for (const term of innerTerms(text)) terms.add(term);
  }
  return [...terms].toSorted().join(' ');
}

/** The ends of the words of a name, each of which begins with a part of it. */
function* innerTerms(name: string): Generator<string> {
  let words = 0;
  for (const { text, isRun } of segments(name)) {
    if (isRun) continue;
    if (words++ === maxNameWords) return;
    const characters = [...text].slice(0, maxNameWordLength);
    for (let start = 1; start <= characters.length - minInnerLength; start++)
      yield innerTerm(characters.slice(start).join(''));
  }
}

/** Whether a word of a query is looked up inside of names. */
export const hasInnerTerm = (word: string): boolean => [...word].length >= minInnerLength;
