import { describe, expect, it } from 'vitest';
import { sdkRuns, useOfficialClient } from '../support/http/official-client.ts';
import { mounts } from './support/mounts.ts';
import { resourcesOf } from './support/resources.ts';

describe.each(sdkRuns)('the roles of the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { sid: serviceSid } = await client.conversations.v1.services.create({ friendlyName: 'SDK' });

  describe.each(mounts)('roles by the %s path', (mount) => {
    const { roles, users } = resourcesOf(client, mount, serviceSid);

    it('the official client creates, fetches, updates and deletes roles', async () => {
      const role = await roles.create({
        friendlyName: 'Ärger & Co.',
        type: 'conversation',
        permission: ['sendMessage', 'leaveConversation'],
      });
      expect(role).toMatchObject({
        sid: expect.stringMatching(/^RL[0-9a-f]{32}$/),
        accountSid: colloquy.accountSid,
        friendlyName: 'Ärger & Co.',
        type: 'conversation',
        permissions: ['sendMessage', 'leaveConversation'],
      });
      expect(role.dateCreated).toBeInstanceOf(Date);
      expect((await roles(role.sid).fetch()).toJSON()).toEqual(role.toJSON());
      const changed = await roles(role.sid).update({ permission: ['addParticipant'] });
      expect(changed).toMatchObject({ sid: role.sid, permissions: ['addParticipant'] });
      const fetched = await changed.fetch();
      expect((await fetched.update({ permission: ['sendMessage'] })).permissions).toEqual(['sendMessage']);
      expect(await fetched.remove()).toBe(true);
      await expect(roles(role.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    });

    it('the official client lists roles oldest first', async () => {
      const names = ['one', 'two', 'three'];
      for (const friendlyName of names)
        await roles.create({ friendlyName, type: 'service', permission: ['joinConversation'] });
      const all = (await roles.list({ pageSize: 2 })).map(({ friendlyName }) => friendlyName);
      expect(all.toSorted().slice(0, 4)).toContain('channel admin');
      expect(all.slice(-3)).toEqual(names);
      expect(await roles.list({ limit: 1 })).toHaveLength(1);
    });

    it('the official client reports the deletion of default and unknown roles as errors', async () => {
      const { sid, roleSid } = await users.create({ identity: 'Ann' });
      await expect(roles(roleSid).remove()).rejects.toMatchObject({ status: 409, code: 20409 });
      await expect(users(sid).update({ roleSid: `RL${'0'.repeat(32)}` })).rejects.toMatchObject({
        status: 404,
        code: 50100,
      });
      const wrong = { friendlyName: 'x', type: 'service', permission: ['sendMessage'] } as const;
      await expect(roles.create({ ...wrong, permission: ['sendMessage'] })).rejects.toMatchObject({
        status: 400,
        code: 50104,
      });
    });
  });
});
