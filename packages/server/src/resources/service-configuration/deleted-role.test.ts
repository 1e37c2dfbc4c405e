import { expect, test, vi } from 'vitest';
import { countBlocked } from '../../../../../tests/support/engines/database-contents.ts';
import { createDatabase } from '../../../../../tests/support/engines/databases.ts';
import { account, bodyOf, makeDeps, operationsOf, requestIn } from '../../../test/harness.ts';
import { ensureAccount } from '../../accounts/accounts.ts';
import { openStorage } from '../../storage/open.ts';
import { roleResource } from '../role/handlers.ts';
import { lockRole, removeRole } from '../role/store.ts';
import { serviceResource } from '../service/handlers.ts';
import { serviceConfigurationResource } from './handlers.ts';

test('a role that another process is deleting does not become a default', async () => {
  const { url } = await createDatabase('postgres');
  const memory = await makeDeps();
  await memory.storage.close();
  const [ours, other] = await Promise.all([openStorage(url), openStorage(url)]);
  try {
    const deps = { ...memory, storage: ours };
    await ensureAccount(deps, account);
    const service = bodyOf(
      await operationsOf(deps, serviceResource).create({
        ...requestIn(''),
        parameters: { friendlyName: 'x' },
      }),
    ).sid;
    const parameters = { friendlyName: 'x', type: 'conversation', permission: ['sendMessage'] } as const;
    const role = bodyOf(
      await operationsOf(deps, roleResource).create({ ...requestIn(service), parameters }),
    ).sid;

    const locked = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    const deletion = other.write(async (transaction) => {
      const key = { account_sid: account, chat_service_sid: service, sid: role };
      const found = await transaction.lock(lockRole, key);
      locked.resolve();
      await waiting.promise;
      return found !== undefined && transaction.remove(removeRole, found);
    });
    await locked.promise;
    const change = operationsOf(deps, serviceConfigurationResource).update({
      ...requestIn(service),
      parameters: { defaultConversationRoleSid: role },
    });
    // Whatever happens first: the change waits for the deletion, or it is done before its time.
    await Promise.race([
      Promise.resolve(change).catch(() => {}),
      vi.waitFor(async () => expect(await countBlocked(url)).toBeGreaterThan(0)),
    ]);
    waiting.resolve();
    expect(await deletion).toBe(true);
    await expect(change).rejects.toMatchObject({ code: 50109 });
  } finally {
    await Promise.all([ours.close(), other.close()]);
  }
});
