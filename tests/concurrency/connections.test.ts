import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';

test.each(engines.filter(canShare))('a process opens at most seven connections to %s', async (engine) => {
  const { url } = await createDatabase(engine);
  await using colloquy = await startColloquy({ databaseUrl: url });
  const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  const requests = Array.from({ length: 200 }, (_, number) =>
    number % 2 === 0
      ? call('POST', '/v1/Conversations', { 'Timers.Inactive': 'PT10M' })
      : call('GET', '/v1/Conversations'),
  );
  await Promise.all([...requests, colloquy.advance('PT10M')]);
  const connections = await queryRows(
    url,
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  // This is the number in docs/operations.md, from which people plan the limit of their database server.
  expect(connections.length).toBeGreaterThan(2);
  expect(connections.length).toBeLessThanOrEqual(7);
});
