import { ApiError, type ErrorCode, type RoleType } from '@colloquy/contract';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import { findRoleType, lockRoleType } from './store.ts';

/**
 * The SID of a role that a request gives, as it is stored; undefined when it gives none. The role cannot be deleted
 * before the transaction ends.
 *
 * @throws ApiError `unknown` when the service has no such role, 50105 when it is of the other type.
 */
export async function resolveRole(
  reader: LockingReader,
  serviceId: number,
  roleSid: string | undefined,
  type: RoleType,
  unknown: ErrorCode,
): Promise<string | undefined> {
  if (roleSid === undefined) return undefined;
  const sid = storedSid(roleSid);
  assertRoleType(await reader.lock(lockRoleType, { service_id: serviceId, sid }), type, unknown);
  return sid;
}

/**
 * Checks a role that a request gives before the transaction that locks it with {@link resolveRole}.
 *
 * @throws ApiError as `resolveRole` does.
 */
export async function assertRole(
  reader: Reader,
  serviceId: number,
  roleSid: string | undefined,
  type: RoleType,
  unknown: ErrorCode,
): Promise<void> {
  if (roleSid === undefined) return;
  const key = { service_id: serviceId, sid: storedSid(roleSid) };
  assertRoleType(await reader.one(findRoleType, key), type, unknown);
}

const storedSid = (sid: string): string => sid.slice(0, 2) + sid.slice(2).toLowerCase();

function assertRoleType(
  found: { readonly type: string } | undefined,
  type: RoleType,
  unknown: ErrorCode,
): void {
  if (found === undefined) throw new ApiError(unknown);
  if (found.type !== type) throw new ApiError(50105);
}
