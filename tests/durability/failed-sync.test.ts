import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';
import { compileLibrary, noRecorder } from './disk/record-disk.ts';

const account = { COLLOQUY_ACCOUNT_SID: `AC${'1'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'token' };

test.skipIf(noRecorder !== undefined)(
  'a server whose disk cannot write a commit acknowledges nothing until it is started again',
  async () => {
    const { url } = await createDatabase('sqlite');
    const folder = dirname(url.slice('sqlite:'.length));
    const failing = join(folder, 'failing');
    const environment = { ...account, COLLOQUY_DATABASE_URL: url };
    const start = () =>
      startServerProcess({
        ...environment,
        LD_PRELOAD: compileLibrary('fail-sync', folder),
        FAIL_SYNC_WHILE: failing,
      });
    const callerOf = ({ baseUrl }: { baseUrl: string }) =>
      createCaller(baseUrl, account.COLLOQUY_ACCOUNT_SID, account.COLLOQUY_AUTH_TOKEN);
    const name = (FriendlyName: string) => ({ FriendlyName });

    {
      await using server = await start();
      const call = callerOf(server);
      expect((await call('POST', '/v1/Conversations', name('kept'))).status).toBe(201);
      writeFileSync(failing, '');
      expect((await call('POST', '/v1/Conversations', name('lost'))).status).toBe(503);
      rmSync(failing);
      const statuses = [
        (await call('POST', '/v1/Conversations', name('later'))).status,
        (await call('GET', '/v1/Conversations')).status,
        (await fetch(`${server.baseUrl}/readyz`)).status,
        (await fetch(`${server.baseUrl}/healthz`)).status,
      ];
      expect(statuses).toEqual([503, 503, 503, 200]);
      await expect.poll(() => server.output.stdout).toContain('Check the disk, then restart the server.');
    }
    await using server = await start();
    const { conversations } = (await callerOf(server)('GET', '/v1/Conversations')).body;
    const names = conversations.map(({ friendly_name }) => friendly_name);
    expect(names).toContain('kept');
    expect(names).not.toContain('later');
    expect((await callerOf(server)('POST', '/v1/Conversations')).status).toBe(201);
  },
);
