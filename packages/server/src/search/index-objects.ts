import type { SearchKind } from '@colloquy/contract';
import { milliseconds } from '../platform/instant.ts';
import type { Transaction } from '../storage/storage.ts';
import type { RowOf } from '../storage/table.ts';
import { documentTerms } from './document-terms.ts';
import {
  addDocument,
  findDocuments,
  findHighestId,
  firstIdOf,
  lastIdFrom,
  removeDocument,
  setTerms,
} from './documents.ts';
import { findSources, kindOf } from './sources.ts';

/** A service whose objects are indexed. */
export interface IndexedService {
  readonly id: number;
  readonly sid: string;
  readonly account_sid: string;
}

/**
 * Makes the documents of some objects equal to their rows as they are now: adds, changes or removes them. Only one
 * transaction at a time may do this, which the cursor of the consumer ensures.
 */
export async function indexObjects(
  transaction: Transaction,
  service: IndexedService,
  sids: readonly string[],
): Promise<void> {
  const byKind = Map.groupBy(new Set(sids), kindOf);
  for (const [kind, ofKind] of byKind)
    if (kind !== undefined) await indexKind(transaction, service, kind, ofKind);
}

async function indexKind(
  transaction: Transaction,
  service: IndexedService,
  kind: SearchKind,
  sids: readonly string[],
): Promise<void> {
  const key = { service_id: service.id, sids: JSON.stringify(sids) };
  const [rows, documents] = await Promise.all([
    transaction.all(findSources[kind], key),
    transaction.all(findDocuments, key),
  ]);
  const documentOf = new Map(documents.map((document) => [document.sid, document]));
  const rowOf = new Map(rows.map((row) => [row.sid, row]));
  const scope = { accountSid: service.account_sid, serviceSid: service.sid, kind };
  const removed: DocumentKey[] = [];
  const changed: (DocumentKey & { readonly terms: string })[] = [];
  const added: NewDocument[] = [];
  for (const sid of sids) {
    const [row, document] = [rowOf.get(sid), documentOf.get(sid)];
    const documentKey = { service_id: service.id, sid };
    if (row === undefined) {
      if (document !== undefined) removed.push(documentKey);
      continue;
    }
    const terms = documentTerms(scope, row);
    const first = firstIdOf(milliseconds(row.date_created));
    if (document !== undefined && first <= document.id && document.id <= lastIdFrom(first)) {
      if (document.terms !== terms) changed.push({ ...documentKey, terms });
      continue;
    }
    // The date of a row can be changed, and the id depends on it.
    if (document !== undefined) removed.push(documentKey);
    added.push({ ...documentKey, first, conversation_sid: row.conversation_sid, terms });
  }
  // The changes of one kind begin in the same tick, so that PostgreSQL gets them as one statement.
  await Promise.all([
    ...removed.map((each) => transaction.remove(removeDocument, each)),
    ...changed.map((each) => transaction.update(setTerms, each)),
  ]);
  await addDocuments(transaction, added);
}

type Document = RowOf<typeof addDocument.table.columns>;
type DocumentKey = Pick<Document, 'service_id' | 'sid'>;
/** A document without its id, and the first id of its second. */
type NewDocument = Omit<Document, 'id'> & { readonly first: number };

async function addDocuments(transaction: Transaction, documents: readonly NewDocument[]): Promise<void> {
  const ids = new FreeIds(transaction);
  await ids.load(documents.map(({ first }) => first));
  const rows: Document[] = [];
  for (const { first, ...document } of documents) rows.push({ ...document, id: await ids.next(first) });
  await Promise.all(rows.map((row) => transaction.insert(addDocument, row)));
}

/** Assigns ids that no document has. */
class FreeIds {
  readonly #transaction: Transaction;
  readonly #next = new Map<number, number>();

  constructor(transaction: Transaction) {
    this.#transaction = transaction;
  }

  /** Looks up the free ids of some seconds at once. */
  async load(seconds: readonly number[]): Promise<void> {
    await Promise.all([...new Set(seconds)].map((first) => this.#find(first)));
  }

  /** The next free id of a second, or of one after it when all of them are in use. */
  async next(first: number): Promise<number> {
    const id = this.#next.get(first) ?? (await this.#find(first));
    const last = lastIdFrom(first);
    if (id > last) return this.next(last + 1);
    this.#next.set(first, id + 1);
    return id;
  }

  async #find(first: number): Promise<number> {
    const highest = await this.#transaction.one(findHighestId, { first, last: lastIdFrom(first) });
    const id = highest?.id == null ? first : highest.id + 1;
    this.#next.set(first, id);
    return id;
  }
}
