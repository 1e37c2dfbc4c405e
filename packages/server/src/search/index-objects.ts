import type { SearchKind } from '@colloquy/contract';
import { milliseconds } from '../platform/instant.ts';
import type { Transaction } from '../storage/storage.ts';
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
import { findSources, kindOf, type SourceRow } from './sources.ts';

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
  const ids = new FreeIds(transaction);
  const scope = { accountSid: service.account_sid, serviceSid: service.sid, kind };
  for (const sid of sids) {
    const [row, document] = [rowOf.get(sid), documentOf.get(sid)];
    const documentKey = { service_id: service.id, sid };
    if (row === undefined) {
      if (document !== undefined) await transaction.remove(removeDocument, documentKey);
      continue;
    }
    const terms = documentTerms(scope, row);
    const first = firstIdOf(milliseconds(row.date_created));
    if (document !== undefined && first <= document.id && document.id <= lastIdFrom(first)) {
      if (document.terms !== terms) await transaction.update(setTerms, { ...documentKey, terms });
      continue;
    }
    // The date of a row can be changed, and the id depends on it.
    if (document !== undefined) await transaction.remove(removeDocument, documentKey);
    const id = await ids.next(first);
    await transaction.insert(addDocument, {
      ...documentKey,
      id,
      conversation_sid: conversationOf(row),
      terms,
    });
  }
}

const conversationOf = ({ conversation_sid }: SourceRow): string | null => conversation_sid;

/** Assigns ids that no document has. */
class FreeIds {
  readonly #transaction: Transaction;
  readonly #next = new Map<number, number>();

  constructor(transaction: Transaction) {
    this.#transaction = transaction;
  }

  /** The next free id of a second, or of one after it when all of them are in use. */
  async next(first: number): Promise<number> {
    const last = lastIdFrom(first);
    const id = this.#next.get(first) ?? (await this.#find(first, last));
    if (id > last) return this.next(last + 1);
    this.#next.set(first, id + 1);
    return id;
  }

  async #find(first: number, last: number): Promise<number> {
    const highest = (await this.#transaction.one(findHighestId, { first, last }))?.id ?? null;
    return highest === null ? first : highest + 1;
  }
}
