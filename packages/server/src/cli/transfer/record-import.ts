import { appendCommand } from '../append-command.ts';
import type { openTarget } from './open-target.ts';

/** Records that an import begins. It is in the audit log also if the import is interrupted. */
export const recordImport = ({
  storage,
  accountSid,
}: Pick<Awaited<ReturnType<typeof openTarget>>, 'storage' | 'accountSid'>): Promise<void> =>
  storage.write(async (transaction) =>
    appendCommand(transaction, { operation: 'Import', account: accountSid }),
  );
