import { invalidParameter, type SearchKind } from '@colloquy/contract';
import type { Reader } from '../storage/storage.ts';
import { hasInnerTerm } from './document-terms.ts';
import { type FoundDocument, findMatches, firstIdOf, lastIdFrom } from './documents.ts';
import { beginningOf, ExcerptCutter } from './excerpts.ts';
import { queryExpression, type SearchFilters, type SearchWidth, searchWidths } from './query-expression.ts';
import { findSources, kindOf, type SourceRow, textsOf } from './sources.ts';
import { type QueryWord, queryWords } from './terms.ts';

/** Each word is looked up. */
const maxWords = 20;
/** Excerpts of one object. */
const maxExcerpts = 3;

export interface SearchRequest extends SearchFilters {
  readonly query?: string;
  readonly startDate?: Date;
  readonly endDate?: Date;
  readonly pageToken?: number;
  readonly limit: number;
}

/** The next results, newest first, and where the page after them begins; undefined if there is none. */
export async function runSearch(reader: Reader, accountSid: string, request: SearchRequest) {
  const { query = '', startDate, endDate, pageToken, limit } = request;
  const words = queryWords(query);
  if (words.length > maxWords)
    throw invalidParameter('Query', `${words.length} words`, `text of up to ${maxWords} words`);
  // A query with only punctuation has no words, and finds nothing.
  if (words.length === 0 && query !== '') return { results: [], next: undefined };
  const after = startDate === undefined ? -1 : firstIdOf(startDate.getTime()) - 1;
  const before =
    endDate === undefined ? Number.MAX_SAFE_INTEGER : lastIdFrom(firstIdOf(endDate.getTime())) + 1;
  const start = pageToken === undefined ? undefined : parsePageToken(pageToken);
  const find = (width: SearchWidth) =>
    reader.all(findMatches, {
      account_sid: accountSid,
      query: queryExpression(accountSid, words, request, width),
      after,
      before: Math.min(before, start?.id ?? before),
      limit: limit + 1,
    });
  const { found, width } =
    start === undefined
      ? await widen(find, widthsBeyondWords(words, request.kind), limit)
      : { found: await find(start.width), ...start };
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const rows = await readRows(
    reader,
    page.filter(({ service_sid }) => service_sid !== null),
  );
  const cutter = new ExcerptCutter(words);
  return {
    // An object that has just been deleted, alone or with its service, can still have its document.
    results: page.flatMap(({ sid, service_sid }) => {
      const row = rows.get(sid);
      return row === undefined || service_sid === null ? [] : [serialize(sid, service_sid, row, cutter)];
    }),
    next: found.length > limit && last !== undefined ? toPageToken(last.id, width) : undefined,
  };
}

/** Looks for more than whole words only while these do not fill a page. The next pages continue with the same width. */
async function widen(
  find: (width: SearchWidth) => Promise<readonly FoundDocument[]>,
  widths: readonly SearchWidth[],
  limit: number,
): Promise<{ readonly found: readonly FoundDocument[]; readonly width: SearchWidth }> {
  let width: SearchWidth = 'words';
  let found = await find(width);
  for (const wider of widths) {
    if (found.length > limit) break;
    width = wider;
    found = await find(width);
  }
  return { found, width };
}

/** The widths in which a search can find more than whole words. */
function widthsBeyondWords(
  words: readonly QueryWord[],
  kind: readonly SearchKind[] = [],
): readonly SearchWidth[] {
  const spaced = words.filter(({ segment }) => !segment.isRun);
  const findsNames = kind.length === 0 || kind.some((each) => each !== 'message');
  return [
    ...(spaced.some(({ isPrefix }) => isPrefix) ? (['beginnings'] as const) : []),
    ...(findsNames && spaced.some(({ segment }) => hasInnerTerm(segment.text)) ? (['parts'] as const) : []),
  ];
}

/** A page token has the id of the last document of the page before, and the width of the search. */
const widthsInToken = 4;

const toPageToken = (id: number, width: SearchWidth): number =>
  id * widthsInToken + searchWidths.indexOf(width);

function parsePageToken(token: number): { readonly id: number; readonly width: SearchWidth } {
  const width = searchWidths[token % widthsInToken];
  if (width === undefined)
    throw invalidParameter('PageToken', String(token), 'the token of a page URL of this search');
  return { id: Math.floor(token / widthsInToken), width };
}

/** Reads the rows of documents, by their SIDs. */
async function readRows(reader: Reader, documents: readonly FoundDocument[]) {
  const groups = Map.groupBy(documents, ({ service_id, sid }) => `${service_id} ${kindOf(sid)}`).values();
  const rows = await Promise.all(
    [...groups].map(async (group) => {
      const [first] = group;
      const kind = first && kindOf(first.sid);
      if (kind === undefined) return [];
      const sids = JSON.stringify(group.map(({ sid }) => sid));
      return reader.all(findSources[kind], { service_id: first?.service_id ?? 0, sids });
    }),
  );
  return new Map(rows.flat().map((row) => [row.sid, row]));
}

function serialize(sid: string, service_sid: string, row: SourceRow, cutter: ExcerptCutter) {
  const kind: SearchKind = kindOf(sid) ?? 'message';
  return {
    kind,
    sid,
    chat_service_sid: service_sid,
    conversation_sid: row.conversation_sid,
    conversation_name: row.conversation_name,
    index: row.message_index,
    author: row.author,
    address: row.address,
    state: row.state,
    date_created: row.date_created,
    date_updated: row.date_updated,
    excerpts: excerptsOf(kind, row, cutter),
  };
}

function excerptsOf(kind: SearchKind, row: SourceRow, cutter: ExcerptCutter) {
  const texts = [...textsOf(row)];
  const excerpts = texts.flatMap(({ field, text }) => {
    const parts = cutter.cut(text, kind !== 'message');
    return parts === undefined ? [] : [{ field, parts }];
  });
  const [first] = texts;
  if (excerpts.length === 0 && first !== undefined)
    return [{ field: first.field, parts: beginningOf(first.text) }];
  return excerpts.slice(0, maxExcerpts);
}
