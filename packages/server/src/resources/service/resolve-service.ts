import { ApiError, service } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { serviceExists } from '../../rest/service-scope.ts';
import type { Reader } from '../../storage/storage.ts';

/**
 * Resolves the SID of a service in a request to its stored form.
 *
 * @throws ApiError 50050 when the account has no such service.
 */
export async function resolveService(reader: Reader, accountSid: string, given: string): Promise<string> {
  const sid = canonicalSid(service.sidPrefix, given);
  const key = { account_sid: accountSid, chat_service_sid: sid ?? '' };
  if (sid === undefined || (await reader.one(serviceExists, key)) === undefined) throw new ApiError(50050);
  return sid;
}
