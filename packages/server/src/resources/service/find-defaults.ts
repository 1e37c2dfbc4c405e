import type { Reader } from '../../storage/storage.ts';
import type { RowOf } from '../../storage/table.ts';
import { findDefaultsById } from './store.ts';

/** What a service gives to new users and participants; for a transaction that has locked a row of the service. */
export async function findServiceDefaults(
  reader: Reader,
  serviceId: number,
): Promise<RowOf<(typeof findDefaultsById)['row']>> {
  const service = await reader.one(findDefaultsById, { id: serviceId });
  if (service === undefined) throw new Error('Invariant violated: conversation without service');
  return service;
}
