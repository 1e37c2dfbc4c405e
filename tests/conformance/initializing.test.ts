import { startColloquy } from '@colloquy/testkit';
import { describe, expect, it } from 'vitest';
import { expectEmpty, expectError, expectNotFound } from '../../conformance/support/expectations.ts';
import { type Api, createApi } from '../../conformance/support/http.ts';
import { execute } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';

/** What a write in a conversation can be, with the path below that of the conversation. */
const writes: readonly [path: string, form: Readonly<Record<string, string>>][] = [
  ['', { FriendlyName: 'x' }],
  ['', { State: 'active' }],
  ['/Messages', { Body: 'x' }],
  ['/Messages/{message}', { Body: 'x' }],
  ['/Participants', { Identity: 'bob' }],
  ['/Participants/alice', { Attributes: '{}' }],
  ['/Webhooks', { Target: 'studio', 'Configuration.FlowSid': `FW${'0'.repeat(32)}` }],
  ['/Webhooks/{webhook}', { 'Configuration.FlowSid': `FW${'1'.repeat(32)}` }],
];

describe.each(engines)('an initializing conversation on %s', (engine) => {
  /** Runs with a conversation that the server was stopped in while it was initializing. */
  async function withInitializing(
    run: (api: Api, path: string, below: Map<string, string>) => Promise<void>,
  ) {
    const { url: databaseUrl } = await createDatabase(engine);
    const below = new Map<string, string>();
    let path = '';
    {
      await using colloquy = await startColloquy({ databaseUrl });
      const api = createApi(colloquy);
      const create = async (at: string, form = {}) => {
        const { body } = await api.post(at, form);
        return (body as { readonly sid: string }).sid;
      };
      path = `/v1/Conversations/${await create('/v1/Conversations')}`;
      await create(`${path}/Participants`, { Identity: 'alice' });
      below.set('{message}', await create(`${path}/Messages`, { Body: 'first' }));
      below.set('{webhook}', await create(`${path}/Webhooks`, writes[6]?.[1]));
    }
    await execute(databaseUrl, "UPDATE conversation SET state = 'initializing'");
    await using colloquy = await startColloquy({ databaseUrl });
    await run(createApi(colloquy), path, below);
  }
  const replaceSids = (path: string, below: Map<string, string>) =>
    path.replace(/\{\w+\}/, (name) => below.get(name) ?? '');

  it('every write except a deletion is rejected', async () => {
    await withInitializing(async (api, path, below) => {
      for (const [to, form] of writes)
        expectError(await api.post(path + replaceSids(to, below), form), 50386);
      const membership = path.replace('/v1/', '/v1/Users/alice/');
      expectError(await api.post(membership, { LastReadMessageIndex: '0' }), 50386);
      expect((await api.get(path)).body).toMatchObject({ state: 'initializing', friendly_name: null });
    });
  });

  it('it and everything in it can be deleted', async () => {
    await withInitializing(async (api, path, below) => {
      for (const to of ['/Messages/{message}', '/Participants/alice', '/Webhooks/{webhook}', ''])
        expectEmpty(await api.delete(path + replaceSids(to, below)));
      expectNotFound(await api.get(path), path);
    });
  });
});
