import { api, type Resource } from '@colloquy/contract';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Client, createClient, type Item } from './client.ts';
import type { CallOptions, KeyOption, MatchOption, NoneMatchOption } from './options.ts';
import type { Page } from './page.ts';
import type { Methods } from './types.ts';

/** These tests are only compiled: they show what the types accept and reject. */
const assertCompiles = (_check: (client: Client) => unknown) => {};

describe('the type of a method', () => {
  it('a method has the path arguments, the parameters and the call options', () => {
    expectTypeOf<Client['fetchService']>().parameters.toEqualTypeOf<
      [sid: string, options?: (CallOptions & NoneMatchOption) | undefined]
    >();
    expectTypeOf<Client['fetchServiceConversation']>().parameters.toEqualTypeOf<
      [chatServiceSid: string, sid: string, options?: (CallOptions & NoneMatchOption) | undefined]
    >();
    expectTypeOf<Client['createConversation']>()
      .parameter(1)
      .toEqualTypeOf<(CallOptions & KeyOption) | undefined>();
  });

  it('a method resolves with objects in camelCase with dates', () => {
    expectTypeOf<Client['fetchConversation']>().returns.resolves.toEqualTypeOf<Item<'conversation'>>();
    expectTypeOf<Item<'conversation'>['dateCreated']>().toEqualTypeOf<Date>();
    expectTypeOf<Item<'conversation'>['uniqueName']>().toEqualTypeOf<string | null>();
    expectTypeOf<Item<'conversation'>['state']>().toEqualTypeOf<
      'initializing' | 'active' | 'inactive' | 'closed'
    >();
    expectTypeOf<Item<'conversation'>['timers']['dateClosed']>().toEqualTypeOf<Date | undefined>();
    expectTypeOf<Client['deleteConversation']>().returns.resolves.toEqualTypeOf<void>();
    expectTypeOf<Client['listService']>().returns.resolves.toEqualTypeOf<Item<'service'>[]>();
    expectTypeOf<Client['pageService']>().returns.resolves.toEqualTypeOf<Page<Item<'service'>>>();
    expectTypeOf<Client['streamService']>().returns.toExtend<AsyncIterable<Item<'service'>>>();
  });

  it('a method requires only required parameters', () => {
    assertCompiles((client) => [
      client.createService({ friendlyName: 'Support' }),
      // @ts-expect-error: FriendlyName is required
      client.createService(),
      // @ts-expect-error: FriendlyName is required
      client.createService({}),
      // @ts-expect-error: and must not be undefined
      client.createService({ friendlyName: undefined }),
      client.createConversation(),
      client.createConversation({}),
      client.createConversation(undefined, { timeoutMs: 5 }),
      client.createConversation({ friendlyName: undefined }),
    ]);
  });

  it('a method accepts values of the codecs, and null to remove a value', () => {
    assertCompiles((client) => [
      client.updateConversation('CH1', { uniqueName: null, dateCreated: new Date(), state: 'closed' }),
      // @ts-expect-error: the parameter cannot be removed
      client.updateConversation('CH1', { attributes: null }),
      // @ts-expect-error: not a state
      client.updateConversation('CH1', { state: 'open' }),
      // @ts-expect-error: a date is a Date
      client.updateConversation('CH1', { dateCreated: '2024-05-01' }),
      // @ts-expect-error: an unknown parameter
      client.updateConversation('CH1', { colour: 'red' }),
      client.deleteConversation('CH1', { xTwilioWebhookEnabled: true }),
      // @ts-expect-error: the service is missing
      client.deleteServiceConversation('CH1'),
    ]);
  });

  it('a method has an idempotency key for a POST, and conditions for an existing object', () => {
    expectTypeOf<Client['updateConversation']>()
      .parameter(2)
      .toEqualTypeOf<(CallOptions & KeyOption & MatchOption) | undefined>();
    expectTypeOf<Client['deleteConversation']>()
      .parameter(2)
      .toEqualTypeOf<(CallOptions & MatchOption) | undefined>();
    expectTypeOf<Client['listConversation']>().parameter(1).toEqualTypeOf<CallOptions | undefined>();
    assertCompiles((client) => [
      // @ts-expect-error: a delete is not a POST
      client.deleteConversation('CH1', {}, { idempotencyKey: 'a' }),
      // @ts-expect-error: there is no object yet
      client.createConversation({}, { ifMatch: '"a"' }),
      // @ts-expect-error: a missing condition must be left out
      client.updateConversation('CH1', {}, { ifMatch: undefined }),
      // @ts-expect-error: a list has no ETag
      client.listConversation({}, { ifNoneMatch: '"a"' }),
    ]);
  });

  it('a list method has a limit for all pages, and a page token for one page', () => {
    assertCompiles((client) => [
      client.listConversation({ limit: 5, pageSize: 2, startDate: new Date(), state: 'active' }),
      client.streamConversation({ limit: 5 }),
      client.pageConversation({ page: 1, pageToken: 'PT1' }),
      // @ts-expect-error: one page has pageSize
      client.pageConversation({ limit: 5 }),
      // @ts-expect-error: all pages start with the first one
      client.listConversation({ pageToken: 'PT1' }),
      // @ts-expect-error: not a list
      client.createConversation({ limit: 5 }),
    ]);
  });

  it('no method exists for an operation outside the contract', () => {
    expectTypeOf<Client>().not.toHaveProperty('updateService');
    expectTypeOf<Client>().not.toHaveProperty('createServiceService');
  });

  it('a method has one string for each parent in the path', () => {
    const message = {
      ...api.service,
      name: 'ConversationMessage',
      scope: 'service',
      path: 'Conversations/{ConversationSid}/Messages/{MessageSid}/Parts',
    } as const satisfies Resource;
    type Client = Methods<typeof message>;
    expectTypeOf<
      keyof Client
    >().toEqualTypeOf<`${'create' | 'fetch' | 'list' | 'page' | 'stream' | 'delete'}${'Service' | ''}ConversationMessage`>();
    expectTypeOf<Client['fetchServiceConversationMessage']>().parameters.toEqualTypeOf<
      [string, string, string, string, ((CallOptions & NoneMatchOption) | undefined)?]
    >();
    expectTypeOf<Client['createConversationMessage']>().parameters.toEqualTypeOf<
      [string, string, { friendlyName: string }, ((CallOptions & KeyOption) | undefined)?]
    >();
    expectTypeOf<Client['listConversationMessage']>().parameter(1).toBeString();
  });
});

it('Client accepts an account or an API key, not a mixture', () => {
  const fetch = async () => new Response();
  expect(createClient({ accountSid: 'AC1', authToken: 'token', fetch })).toBeDefined();
  expect(createClient({ username: 'SK1', password: 'secret', fetch })).toBeDefined();
  // @ts-expect-error: parts of both
  expect(() => createClient({ accountSid: 'AC1', password: 'secret', fetch })).toThrow(TypeError);
});
