import { describe, expect, it } from 'vitest';
import { sdkRuns, useOfficialClient } from '../support/http/official-client.ts';
import { mounts } from './support/mounts.ts';
import { resourcesOf } from './support/resources.ts';

describe.each(sdkRuns)('the users of the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { sid: serviceSid } = await client.conversations.v1.services.create({ friendlyName: 'SDK' });

  describe.each(mounts)('users by the %s path', (mount) => {
    const { users, roles } = resourcesOf(client, mount, serviceSid);

    it('the official client creates users with every parameter, and fetches them by SID and by identity', async () => {
      const role = await roles.create({
        friendlyName: 'x',
        type: 'service',
        permission: ['joinConversation'],
      });
      const identity = `ünï cödé ${mount} @:+!'(),`;
      const user = await users.create({
        identity,
        friendlyName: '茶 🍵',
        attributes: '{"a" : 1}',
        roleSid: role.sid,
        xTwilioWebhookEnabled: 'true',
      });
      expect(user).toMatchObject({
        sid: expect.stringMatching(/^US[0-9a-f]{32}$/),
        accountSid: colloquy.accountSid,
        identity,
        friendlyName: '茶 🍵',
        attributes: '{"a" : 1}',
        roleSid: role.sid,
        isOnline: null,
        isNotifiable: null,
        links: { user_conversations: `${user.url}/Conversations` },
      });
      expect(user.dateUpdated).toEqual(user.dateCreated);
      expect((await users(user.sid).fetch()).toJSON()).toEqual(user.toJSON());
      expect((await users(identity).fetch()).toJSON()).toEqual(user.toJSON());
      await expect(users.create({ identity })).rejects.toMatchObject({ status: 409, code: 50201 });
    });

    it('the official client updates, clears and deletes users', async () => {
      const user = await users.create({ identity: 'Ben', friendlyName: 'before' });
      const changed = await users('Ben').update({
        attributes: '[]',
        friendlyName: 'after',
        xTwilioWebhookEnabled: 'false',
      });
      expect(changed).toMatchObject({ sid: user.sid, attributes: '[]', friendlyName: 'after' });
      const cleared = await (await changed.fetch()).update({ friendlyName: '' });
      expect(cleared).toMatchObject({ friendlyName: null, attributes: '[]' });
      expect(await cleared.remove()).toBe(true);
      await expect(users('Ben').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
      expect((await users.create({ identity: 'Ben' })).sid).not.toBe(user.sid);
    });

    it('the official client lists users oldest first, as a whole and in pages', async () => {
      for (const n of [1, 2, 3, 4, 5]) await users.create({ identity: `listed ${n}` });
      const identities = (found: readonly { identity: string }[]) =>
        found.map(({ identity }) => identity).filter((identity) => identity.startsWith('listed'));
      const expected = [1, 2, 3, 4, 5].map((n) => `listed ${n}`);
      expect(identities(await users.list())).toEqual(expected);
      expect(identities(await users.list({ pageSize: 2 }))).toEqual(expected);
      const first = await users.page({ pageSize: 2 });
      const second = await first.nextPage();
      expect((await second?.previousPage())?.instances.map(({ sid }) => sid)).toEqual(
        first.instances.map(({ sid }) => sid),
      );
    });
  });
});
