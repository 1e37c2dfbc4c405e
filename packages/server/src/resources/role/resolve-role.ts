import { ApiError, type ErrorCode, type RoleType } from '@colloquy/contract';
import type { Reader } from '../../storage/storage.ts';
import { findRoleType } from './store.ts';

/**
 * The SID of a role that a request gives, as it is stored; undefined when it gives none.
 *
 * @throws ApiError `unknown` when there is no such role in the service, 50105 when it is of the other type.
 */
export async function resolveRole(
  reader: Reader,
  serviceId: number,
  roleSid: string | undefined,
  type: RoleType,
  unknown: ErrorCode,
): Promise<string | undefined> {
  if (roleSid === undefined) return undefined;
  const sid = roleSid.slice(0, 2) + roleSid.slice(2).toLowerCase();
  const found = await reader.one(findRoleType, { service_id: serviceId, sid });
  if (found === undefined) throw new ApiError(unknown);
  if (found.type !== type) throw new ApiError(50105);
  return sid;
}
