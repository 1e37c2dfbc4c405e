import type { ParameterTable } from './parameter-table.ts';

const update = ['onUserUpdate'] as const;
const added = ['onUserAdded'] as const;
const updated = ['onUserUpdated'] as const;
const all = [...update, ...added, ...updated] as const;

export const userParameters: ParameterTable = {
  UserSid: all,
  DateCreated: [...added, ...updated],
  DateUpdated: [...update, ...updated],
  Identity: all,
  RoleSid: all,
  Attributes: all,
  FriendlyName: all,
  // The only two names that begin with a small letter.
  isOnline: updated,
  isNotifiable: updated,
};
