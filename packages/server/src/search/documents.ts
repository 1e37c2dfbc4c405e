import { cascadeFromService } from '../rest/cascade-delete.ts';
import { insert, remove, select, update } from '../storage/statement.ts';
import { integer, optional, type RowOf, table, text } from '../storage/table.ts';

/** The documents of the index: one for each object, with its terms. The engine keeps an index of the terms. */
const documentTable = table(
  'search_document',
  {
    service_id: integer(),
    sid: text(),
    /** Its place in the order of results, see {@link firstIdOf}. */
    id: integer(),
    conversation_sid: optional(text()),
    /** Separated by spaces. */
    terms: text(),
  },
  ['service_id', 'sid'],
);

export const addDocument = insert(documentTable);
export const setTerms = update(documentTable, ['terms']);
export const removeDocument = remove(documentTable);

/** Deletes the documents of a deleted service. */
export const documentCascade = cascadeFromService(documentTable);

const { id, sid, terms } = documentTable.columns;

/** The documents of a service that a JSON list of SIDs names. */
export const findDocuments = select(
  'search_document.find',
  { service_id: integer(), sids: text() },
  { id, sid, terms },
  ({ jsonArrayElements }) => `SELECT id, sid, terms FROM search_document
    WHERE service_id = :service_id AND sid IN (${jsonArrayElements(':sids')})`,
);

/** The SIDs of the documents of a service, in order, after one of them. */
export const findDocumentSids = select(
  'search_document.sids',
  { service_id: integer(), after: text(), limit: integer() },
  { sid },
  () =>
    `SELECT sid FROM search_document WHERE service_id = :service_id AND sid > :after ORDER BY sid LIMIT :limit`,
);

/** The documents that a conversation has left behind. */
export const findConversationDocuments = select(
  'search_document.of conversation',
  { service_id: integer(), conversation_sid: text(), limit: integer() },
  { service_id: integer(), sid },
  () => `SELECT service_id, sid FROM search_document
    WHERE service_id = :service_id AND conversation_sid = :conversation_sid LIMIT :limit`,
);

/** The keys of any documents. */
export const findSomeDocuments = select(
  'search_document.some',
  { limit: integer() },
  { service_id: integer(), sid },
  () => 'SELECT service_id, sid FROM search_document LIMIT :limit',
);

/** Bounds the documents that one transaction removes, so that requests do not wait for it. */
export const maxRemovedPerBatch = 200;
/** Estimated main-thread cost of one of them. */
export const removeCostMs = 0.05;

/** The highest id in a range; null if there is none. */
export const findHighestId = select(
  'search_document.highest id',
  { first: integer(), last: integer() },
  { id: optional(integer()) },
  () => 'SELECT max(id) AS id FROM search_document WHERE id BETWEEN :first AND :last',
);

/** A document that meets a query. */
export type FoundDocument = RowOf<(typeof findMatches)['row']>;

/**
 * The newest documents that have the terms, as {@link Dialect.termIndex} reads them. Those of deleted services, and of other
 * accounts whatever the terms name, have no `service_sid`; they count, so that a page of them does not look like the last.
 */
export const findMatches = select(
  'search_document.matches',
  { account_sid: text(), query: text(), after: integer(), before: integer(), limit: integer() },
  { id, service_id: integer(), service_sid: optional(text()), sid },
  ({ termIndex }) => {
    const { from, key, matches } = termIndex('search_document');
    return `SELECT document.id, document.service_id, service.sid AS service_sid, document.sid
      FROM (SELECT ${key} AS id FROM ${from} WHERE ${matches(':query')} AND ${key} > :after AND ${key} < :before
        ORDER BY ${key} DESC LIMIT :limit) AS found
      CROSS JOIN search_document AS document
      LEFT JOIN service ON service.id = document.service_id
        AND service.account_sid = :account_sid AND service.date_deleted IS NULL
      WHERE document.id = found.id
      ORDER BY document.id DESC`;
  },
  { plan: 'for each execution' },
);

/** Ids of a second: 2^14, so that a page token, four times an id, is a whole number of up to 15 digits. */
const idsPerSecond = 2 ** 14;
const maxSecond = 2 ** 33 - 1;

/**
 * The first id of the second of a date. A document's id is the next free one there, so that ids order documents by date
 * and, within a second, in the order in which they were indexed; an index on them serves every page. Dates before 1970
 * or after 2242 share the ids of the first or the last second.
 */
export const firstIdOf = (milliseconds: number): number =>
  Math.min(Math.max(Math.floor(milliseconds / 1000), 0), maxSecond) * idsPerSecond;

/** The last id of the second of an id. */
export const lastIdFrom = (first: number): number => first + idsPerSecond - 1;
