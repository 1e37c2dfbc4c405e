import type { Reader, TransactionRunner } from './storage.ts';

/**
 * Reads each statement on its own. A database in this process replies at once, so statements of one unit would hold the
 * thread together; between these, other work has its turn. They need not see the same commits.
 */
export const pacedReader = (storage: Pick<TransactionRunner, 'read'>): Reader => ({
  one: (query, parameters) => storage.read((reader) => reader.one(query, parameters)),
  all: (query, parameters) => storage.read((reader) => reader.all(query, parameters)),
});
