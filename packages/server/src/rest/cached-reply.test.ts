import { api, routesOf } from '@colloquy/contract';
import { expect, test } from 'vitest';
import { account } from '../../test/harness.ts';
import { handlerOf } from '../resources/index.ts';
import { cachedReplies } from './cached-reply.ts';

test('a reply from the cache is for back ends: what a user may read is checked first', () => {
  const route = routesOf(api.conversation).find(({ name }) => name === 'FetchServiceConversation');
  if (route === undefined) throw new Error('There is no such route.');
  const find = cachedReplies(route, handlerOf(route.operation), { peek: () => '{}' });
  const incoming = (identity?: string) => ({
    principal: {
      accountSid: account,
      actor: identity ?? account,
      ...(identity !== undefined && { identity }),
    },
    query: {},
    headers: {},
    form: () => ({}),
    text: () => '',
    url: '',
    baseUrl: '',
    source: () => ({ requestId: undefined, address: undefined }),
    isAbandoned: () => false,
    path: { ChatServiceSid: `IS${'0'.repeat(32)}`, Sid: `CH${'0'.repeat(32)}` },
  });
  expect(find(incoming())?.body).toBe('{}');
  expect(find(incoming('ann'))).toBeUndefined();
});
