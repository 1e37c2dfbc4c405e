import { describe, expect, it } from 'vitest';
import type { ConversationObject } from '../support/api-objects.ts';
import { expectNotFound, expectSuccess } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** Names that are hard to put into paths, with their forms in a path. */
const hardNames: [name: string, path: string][] = [
  ['two words', 'two%20words'],
  ['a+b', 'a+b'],
  ['a+c', 'a%2Bc'],
  ['half/half', 'half%2Fhalf'],
  ['50%', '50%25'],
  ['%2F', '%252F'],
  ['why?', 'why%3F'],
  ['#1', '%231'],
  ["@:!'(),", "@:!'(),"],
  ['ünïcödé 茶', encodeURIComponent('ünïcödé 茶')],
  ['🍵', '%F0%9F%8D%B5'],
  ['trailing space ', 'trailing%20space%20'],
  ['tab\tand\nline', 'tab%09and%0Aline'],
  ['constructor', 'constructor'],
  ['é'.repeat(256), encodeURIComponent('é'.repeat(256))],
];

/** Fetching one conversation by its SID or its unique name. */
export function defineFetchScenarios(api: Api): void {
  describe.each(mounts)('fetching a conversation by the %s path', (mount) => {
    const testService = useTestService(api, mount);

    it('a conversation is found by its SID in either letter case', async () => {
      const conversation = await testService.create({ FriendlyName: 'found' });
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
      expect(await testService.fetch(`CH${conversation.sid.slice(2).toUpperCase()}`)).toEqual(conversation);
    });

    it('a conversation is found by its unique name, and its links contain its SID', async () => {
      const name = uniqueName();
      const conversation = await testService.create({ UniqueName: name });
      expect(await testService.fetch(name)).toEqual(conversation);
      expect(conversation.url).toBe(api.target.baseUrl + testService.itemPath(conversation.sid));
    });

    it('a fetch ignores a trailing slash and a query', async () => {
      const conversation = await testService.create({ UniqueName: uniqueName() });
      expect(await testService.fetch(`${conversation.sid}/`)).toEqual(conversation);
      expect(await testService.fetch(`${conversation.unique_name}/`)).toEqual(conversation);
      expect(await testService.fetch(`${conversation.sid}?State=closed&PageSize=no`)).toEqual(conversation);
    });

    it.each([
      'INVALID_XXX',
      unknownSid('CH'),
      unknownSid('IM'),
      'CH71',
      'no%20such%2Froom%3F',
      '%F0%9F%8D%B5',
    ])(
      'the unknown conversation %s is not found, and the error shows the path as it was sent',
      async (identifier) => {
        expectNotFound(await api.get(testService.itemPath(identifier)), testService.itemPath(identifier));
        expectNotFound(
          await api.get(testService.itemPath(identifier), { a: 'b' }),
          testService.itemPath(identifier),
        );
      },
    );

    it.each([
      ['a broken escape', '%zz'],
      ['bytes that are not UTF-8', '%ff'],
      ['NUL', '%00'],
      ['a name longer than any can be', 'n'.repeat(5000)],
    ])('a conversation is not found by %s', async (_what, identifier) => {
      expectNotFound(await api.get(testService.itemPath(identifier)), testService.itemPath(identifier));
    });

    it('a deleted conversation is not found', async () => {
      const name = uniqueName();
      const { sid } = await testService.create({ UniqueName: name });
      await testService.fetch(sid);
      await testService.remove(sid);
      expectNotFound(await api.get(testService.itemPath(sid)), testService.itemPath(sid));
      expectNotFound(await api.get(testService.itemPath(name)), testService.itemPath(name));
    });
  });

  describe('the paths of a conversation', () => {
    const testService = useTestService(api);
    const other = useTestService(api);
    const accountService = useTestService(api, 'account');

    it.each(hardNames)('a conversation named %j is found at %s', async (name, path) => {
      const conversation = await testService.create({ UniqueName: name });
      expect(await testService.fetch(path)).toEqual(conversation);
      expect(conversation.unique_name).toBe(name);
    });

    it('a plus in a path means a plus and never a space', async () => {
      await testService.create({ UniqueName: 'blue sky' });
      expectNotFound(await api.get(testService.itemPath('blue+sky')), testService.itemPath('blue+sky'));
    });

    it('a conversation is not found below another service', async () => {
      const { sid } = await testService.create({ UniqueName: 'private' });
      for (const identifier of [sid, 'private']) {
        expectNotFound(await api.get(other.itemPath(identifier)), other.itemPath(identifier));
        expectNotFound(
          await api.get(accountService.itemPath(identifier)),
          accountService.itemPath(identifier),
        );
      }
    });

    it('both mounts show the same conversation, each with its own URLs', async () => {
      const conversation = await accountService.create({
        UniqueName: uniqueName(),
        'Timers.Closed': 'PT10M',
      });
      const below = `/v1/Services/${accountService.serviceSid}/Conversations/${conversation.sid}`;
      const same = expectSuccess<ConversationObject>(await api.get(below), 200);
      const { url, links, ...rest } = same;
      expect(conversation).toMatchObject(rest);
      expect(url).toBe(api.target.baseUrl + below);
      expect(links).toEqual({
        participants: `${url}/Participants`,
        messages: `${url}/Messages`,
        webhooks: `${url}/Webhooks`,
      });
      expect(await accountService.fetch(conversation.sid)).toEqual(conversation);
    });

    it.each([unknownSid('IS'), unknownSid('CH'), 'default', 'IS0'])(
      'a conversation is neither found nor updated in the service %s',
      async (service) => {
        const conversation = await testService.create({ UniqueName: uniqueName() });
        for (const identifier of [conversation.sid, conversation.unique_name]) {
          const path = `/v1/Services/${service}/Conversations/${identifier}`;
          expectNotFound(await api.get(path), path);
          expectNotFound(await api.post(path, { State: 'closed' }), path);
          expectNotFound(await api.delete(path), path);
        }
        expect(await testService.fetch(conversation.sid)).toEqual(conversation);
      },
    );
  });
}
