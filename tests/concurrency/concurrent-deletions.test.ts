import { describe, expect, test, vi } from 'vitest';
import { range } from '../support/range.ts';
import {
  clusterNames,
  countStatuses,
  expectStatuses,
  lowLimits,
  sidFromPath,
  smsBinding,
  useCluster,
} from '../support/servers/cluster.ts';

describe.each(clusterNames)('%s', (name) => {
  const cluster = useCluster(name, lowLimits);
  const { all, conversations, conversation, service, rows } = cluster;

  test('a conversation that is deleted while participants and messages are added leaves no rows', async () => {
    for (const round of range(4)) {
      const path = await conversation();
      const adding = all(range(24), (call, n) =>
        n % 4 === 0
          ? call('POST', `${path}/Participants`, smsBinding())
          : n % 4 === 1
            ? call('POST', `${path}/Participants`, { Identity: `Passing ${round} ${n}` })
            : call('POST', `${path}/Messages`, { Body: 'x', Author: `Passing ${round} 1` }),
      );
      const removing = cluster.calls[round % 2 === 0 ? 0 : 1]('DELETE', path);
      expectStatuses(await adding, ['201', '404/20404', '403/50418', '403/50417']);
      expect((await removing).status).toBe(204);
      for (const call of cluster.calls)
        for (const kind of ['Participants', 'Messages'])
          expect((await call('GET', `${path}/${kind}`)).status).toBe(404);
      await vi.waitFor(async () => {
        for (const table of [
          'participant',
          'address_pair',
          'message',
          'removed_participant',
          'removed_message',
        ])
          expect(
            await rows(`SELECT * FROM ${table} WHERE conversation_sid = '${sidFromPath(path)}'`),
          ).toEqual([]);
      }, 10_000);
    }
  });

  test('a user who is deleted while being added leaves no membership without a user', async () => {
    for (const round of range(6)) {
      const identity = `Leaving ${round}`;
      await cluster.calls[0]('POST', '/v1/Users', { Identity: identity });
      const paths = await conversations(4);
      const path = `/v1/Users/${encodeURIComponent(identity)}`;
      const adding = all([...paths, ...paths], (call, each) =>
        call('POST', `${each}/Participants`, { Identity: identity }),
      );
      const removing = all(range(4), (call) => call('DELETE', path));
      expectStatuses(await adding, ['201', '409/50433', '403/50214']);
      expectStatuses(await removing, ['204', '404/20404']);
    }
    const strays =
      await rows(`SELECT participant.sid FROM participant LEFT JOIN chat_user ON chat_user.sid = participant.user_sid
        WHERE participant.identity LIKE 'Leaving %' AND chat_user.sid IS NULL`);
    expect(strays).toEqual([]);
  });

  test('a role that is deleted while being assigned ends up assigned to nothing', async () => {
    for (const type of ['service', 'conversation']) {
      const role = { FriendlyName: 'x', Type: type, Permission: 'addParticipant' };
      const { body } = await cluster.calls[0]('POST', '/v1/Roles', role);
      const path = type === 'service' ? '/v1/Users' : `${await conversation()}/Participants`;
      const giving = all(range(12), (call, n) =>
        call('POST', path, { Identity: `Given ${type} ${n}`, RoleSid: body.sid }),
      );
      const removing = all(range(3), (call) => call('DELETE', `/v1/Roles/${body.sid}`));
      expectStatuses(await giving, ['201', '404/50100', '404/50109']);
      expect(countStatuses(await removing)).toEqual({ 204: 1, '404/20404': 2 });
      await vi.waitFor(async () => {
        for (const table of ['chat_user', 'participant'])
          expect(await rows(`SELECT * FROM ${table} WHERE role_sid = '${body.sid}'`)).toEqual([]);
      }, 10_000);
    }
  });

  test('deleting a service while it is used causes no internal error', async () => {
    for (const round of range(3)) {
      const root = await service();
      const [path = ''] = await conversations(1, root);
      const using = all(range(40), (call, n) => {
        const forms = [
          [`${root}/Users`, { Identity: `User ${n}` }],
          [`${root}/Roles`, { FriendlyName: 'x', Type: 'service', Permission: 'joinConversation' }],
          [`${path}/Participants`, { Identity: `Guest ${n}` }],
          [`${path}/Messages`, { Body: 'x' }],
          [`${path}/Participants`, smsBinding()],
        ] as const;
        const [to, form] = forms[n % forms.length] ?? forms[0];
        return call('POST', to, form);
      });
      const removing = cluster.calls[round % 2 === 0 ? 1 : 0]('DELETE', root);
      expectStatuses(await using, ['201', '404/20404', '403/50418', '403/50417']);
      expect((await removing).status).toBe(204);
      for (const call of cluster.calls) expect((await call('GET', `${root}/Users`)).status).toBe(404);
    }
  });
});
