import { describe, expect, it } from 'vitest';
import type { ConversationObject } from '../support/api-objects.ts';
import {
  type CataloguedCode,
  expectBadParameter,
  expectError,
  expectSuccess,
} from '../support/expectations.ts';
import type { Api, Reply } from '../support/http.ts';
import { jsonStringOf } from '../support/json-string.ts';
import { unknownSid, useTestService } from '../support/test-service.ts';

const teacup = '🍵';

/** Values that a field accepts; the third is the shown value, where it differs from the sent one. */
const good: [field: string, key: keyof ConversationObject, value: string, shown?: string | null][] = [
  ['FriendlyName', 'friendly_name', 'a'.repeat(256)],
  ['FriendlyName', 'friendly_name', teacup.repeat(256)],
  ['FriendlyName', 'friendly_name', '  "quoted"\\\n\ttext\u0001  '],
  ['FriendlyName', 'friendly_name', 'a+b=c&d%20'],
  ['UniqueName', 'unique_name', 'n'.repeat(256)],
  ['UniqueName', 'unique_name', teacup.repeat(256)],
  ['UniqueName', 'unique_name', ' spaces / and ? marks # '],
  ['UniqueName', 'unique_name', 'CH0123'],
  ['UniqueName', 'unique_name', '', null],
  ['Attributes', 'attributes', '{"spaced" : [ 1 ,2 ], "spaced":  true}'],
  ['Attributes', 'attributes', ' {"é":"\\u00e9 🍵"}\n'],
  ['Attributes', 'attributes', '{"escapes":"\\u0000\\ud800"}'],
  ['Attributes', 'attributes', 'null'],
  ['Attributes', 'attributes', '0.10'],
  ['Attributes', 'attributes', '[]'],
  ['Attributes', 'attributes', '"text"'],
  ['Attributes', 'attributes', jsonStringOf(16_384, 'a')],
  ['Attributes', 'attributes', jsonStringOf(16_384, 'é')],
  ['Attributes', 'attributes', jsonStringOf(16_384, '茶')],
  ['Attributes', 'attributes', jsonStringOf(16_384, teacup)],
  ['MessagingServiceSid', 'messaging_service_sid', `MG${'0123456789abcdef'.repeat(2)}`],
  ['MessagingServiceSid', 'messaging_service_sid', '', null],
  ['DateCreated', 'date_created', '2024-05-01T12:00:00Z'],
  ['DateCreated', 'date_created', '2024-05-01T14:00:00+02:00', '2024-05-01T12:00:00Z'],
  ['DateCreated', 'date_created', '2023-12-31T22:30:00-05:30', '2024-01-01T04:00:00Z'],
  ['DateCreated', 'date_created', '2024-05-01T12:00:00.999Z', '2024-05-01T12:00:00Z'],
  ['DateCreated', 'date_created', '2024-05-01T12:00:00.123456789+00:00', '2024-05-01T12:00:00Z'],
  ['DateCreated', 'date_created', '2024-02-29T00:00:00Z'],
  ['DateUpdated', 'date_updated', '1999-12-31T23:59:59Z'],
  ['DateUpdated', 'date_updated', '2024-05-01T12:00:00.5+12:45', '2024-04-30T23:15:00Z'],
  ['State', 'state', 'active'],
  ['State', 'state', 'INACTIVE', 'inactive'],
  ['State', 'state', 'Active', 'active'],
];

const badDates = [
  '',
  'yesterday',
  '1714564800',
  '2024-13-01T00:00:00Z',
  '2024-02-30T00:00:00Z',
  '2024-05-01T25:00:00Z',
];

const bad: [field: string, code: CataloguedCode, value: string][] = [
  ['FriendlyName', 50003, 'a'.repeat(257)],
  ['FriendlyName', 50003, teacup.repeat(257)],
  ['UniqueName', 50004, 'n'.repeat(257)],
  ['UniqueName', 50004, `${teacup.repeat(256)}n`],
  ['UniqueName', 50390, unknownSid('CH')],
  ['UniqueName', 50390, `CH${'ABCDEF0123456789'.repeat(2)}`],
  ...['', '{', "{'a':1}", '{"a":1,}', 'undefined', 'NaN', '{} {}'].map(
    (text): [string, CataloguedCode, string] => ['Attributes', 50304, text],
  ),
  ...['a', 'é', '茶', teacup].map((letter): [string, CataloguedCode, string] => [
    'Attributes',
    50303,
    jsonStringOf(16_385, letter),
  ]),
  ['MessagingServiceSid', 50341, 'MG1'],
  ['MessagingServiceSid', 50341, unknownSid('IS')],
  ['MessagingServiceSid', 50341, `${unknownSid('MG')}0`],
  ...badDates.map((text): [string, CataloguedCode, string] => ['DateCreated', 50308, text]),
  ...badDates.map((text): [string, CataloguedCode, string] => ['DateUpdated', 50309, text]),
  ['State', 50374, ''],
  ['State', 50378, 'open'],
  ['State', 50378, 'initializing'],
];

const short = (value: string): string =>
  value.length > 40 ? `${value.slice(0, 20)}… (${value.length})` : value;

/** What each field accepts, shows and rejects, which is the same on create and on update. */
export function defineFieldScenarios(api: Api): void {
  describe.each(['create', 'update'] as const)('the fields of a conversation on %s', (action) => {
    const testService = useTestService(api);
    const status = action === 'create' ? 201 : 200;

    /** Sends a request with this field only. */
    async function sent(field: string, value: string): Promise<Reply> {
      if (action === 'create') return testService.tryCreate({ [field]: value });
      return testService.tryUpdate((await testService.create()).sid, { [field]: value });
    }

    it.each(good.map((row) => [row[0], short(row[2]), row] as const))(
      'field %s accepts %j',
      async (_f, _v, row) => {
        const [field, key, value, shown = value] = row;
        const conversation = expectSuccess<ConversationObject>(await sent(field, value), status);
        expect(conversation[key]).toBe(shown);
        expect(await testService.fetch(conversation.sid)).toEqual(conversation);
        await testService.remove(conversation.sid);
      },
    );

    it.each(bad.map((row) => [row[0], row[1], short(row[2]), row] as const))(
      'field %s returns error %i for %j',
      async (_f, _c, _v, row) => {
        const [field, code, value] = row;
        const before = action === 'update' ? await testService.create({ FriendlyName: 'before' }) : undefined;
        const count = (await testService.sids({ PageSize: '1000' })).length;
        const reply =
          before === undefined
            ? await testService.tryCreate({ [field]: value })
            : await testService.tryUpdate(before.sid, { [field]: value });
        expectError(reply, code);
        expect(await testService.sids({ PageSize: '1000' })).toHaveLength(count);
        if (before !== undefined) expect(await testService.fetch(before.sid)).toEqual(before);
      },
    );

    it('field MessagingServiceSid accepts a SID with upper-case digits', async () => {
      const value = `MG${'ABCDEF0123456789'.repeat(2)}`;
      const { messaging_service_sid } = expectSuccess<ConversationObject>(
        await sent('MessagingServiceSid', value),
        status,
      );
      expect(messaging_service_sid?.toLowerCase()).toBe(value.toLowerCase());
    });

    it.each([
      ['Bindings.Email.Address', 'help@example.com', { projected_address: 'help@example.com', name: null }],
      ['Bindings.Email.Name', 'Help', { projected_address: null, name: 'Help' }],
    ])('field %s is shown with the other part as null', async (field, value, email) => {
      const { bindings } = expectSuccess<ConversationObject>(await sent(field, value), status);
      expect(bindings).toEqual({ email });
    });

    it.each(['Bindings.Email.Address', 'Bindings.Email.Name'])(
      'field %s has a maximum of 256 characters',
      async (field) => {
        expectSuccess(await sent(field, teacup.repeat(256)), status);
        expectBadParameter(await sent(field, 'a'.repeat(257)), field);
      },
    );

    it.each(['Bindings.Email.Address', 'Bindings.Email.Name'])(
      'an empty %s counts as absent',
      async (field) => {
        const { bindings } = expectSuccess<ConversationObject>(await sent(field, ''), status);
        expect(bindings).toEqual({});
      },
    );

    it.each(['FriendlyName', 'UniqueName', 'Bindings.Email.Name'])(
      'field %s cannot contain a NUL character',
      async (field) => {
        expectBadParameter(await sent(field, 'a\0b'), field);
      },
    );

    it('an empty FriendlyName keeps the current one', async () => {
      expect(
        expectSuccess<ConversationObject>(await sent('FriendlyName', ''), status).friendly_name,
      ).toBeNull();
    });
  });
}
