import { describe, expect, it } from 'vitest';
import {
  type CataloguedCode,
  expectBadParameter,
  expectError,
  expectSuccess,
} from '../support/expectations.ts';
import type { Api, Reply } from '../support/http.ts';
import { jsonStringOf } from '../support/json-string.ts';
import { messagesOf, participantsOf, useUsers } from '../support/resources.ts';
import { uniqueName, useTestService } from '../support/test-service.ts';

const teacup = '🍵';

type Shown = Readonly<Record<string, unknown>>;
type Good = [field: string, key: string, value: string, shown?: string | null];
type Bad = [field: string, code: CataloguedCode, value: string];

const goodAttributes: Good[] = [
  '{"spaced" : [ 1 ,2 ], "spaced":  true}',
  ' {"é":"\\u00e9 🍵"}\n',
  '{"escapes":"\\u0000\\ud800"}',
  'null',
  '0.10',
  '{"n":1e400,"m":12345678901234567890.123456789}',
  `${'['.repeat(2048)}${']'.repeat(2048)}`,
  jsonStringOf(4096, 'a'),
  jsonStringOf(4096, 'é'),
  jsonStringOf(4096, teacup),
].map((value) => ['Attributes', 'attributes', value]);

const badAttributes: Bad[] = [
  ...['', '{', "{'a':1}", '{"a":1,}', 'undefined', '{} {}', '"a\0"'].map(
    (text): Bad => ['Attributes', 50304, text],
  ),
  ...['a', 'é', teacup].map((letter): Bad => ['Attributes', 50303, jsonStringOf(4097, letter)]),
];

const badDates = ['', 'yesterday', '1714564800', '2024-02-30T00:00:00Z', '2024-05-01'];
const dates: { good: Good[]; bad: Bad[] } = {
  good: [
    ['DateCreated', 'date_created', '2024-05-01T14:00:00+02:00', '2024-05-01T12:00:00Z'],
    ['DateCreated', 'date_created', '2024-05-01T12:00:00.999Z', '2024-05-01T12:00:00Z'],
    ['DateUpdated', 'date_updated', '1999-12-31T23:59:59Z'],
  ],
  bad: badDates.flatMap((text): Bad[] => [
    ['DateCreated', 50308, text],
    ['DateUpdated', 50309, text],
  ]),
};

const short = (value: string): string =>
  value.length > 40 ? `${value.slice(0, 20)}… (${value.length})` : value;

/** What the fields of users, participants and messages accept and reject, on create and on update. */
export function defineMemberFieldScenarios(api: Api): void {
  describe.each(['user', 'participant', 'message'] as const)('the fields of a %s', (kind) => {
    const testService = useTestService(api);
    const users = useUsers(testService);
    let conversation = '';

    /** Returns a collection of these objects, and the minimal form that creates one. */
    async function prepareRow() {
      if (kind === 'user') return { collection: users, requiredForm: { Identity: uniqueName() } };
      conversation ||= (await testService.create()).sid;
      return kind === 'participant'
        ? { collection: participantsOf(testService, conversation), requiredForm: { Identity: uniqueName() } }
        : { collection: messagesOf(testService, conversation), requiredForm: { Body: 'x' } };
    }

    const good = [
      ...goodAttributes,
      ...(kind === 'user' ? [] : dates.good),
      ...(kind === 'user'
        ? ['n'.repeat(256), teacup.repeat(256), '  "quoted"\\\n\ttext\u0001  '].map(
            (value): Good => ['FriendlyName', 'friendly_name', value],
          )
        : []),
    ];
    const bad: Bad[] = [
      ...badAttributes,
      ...(kind === 'user' ? [] : dates.bad),
      ...(kind === 'user'
        ? ['n'.repeat(257), teacup.repeat(257)].map((value): Bad => ['FriendlyName', 50003, value])
        : []),
    ];

    it.each(good.map((row) => [row[0], short(row[2]), row] as const))(
      'field %s accepts %j',
      async (_f, _v, row) => {
        const [field, key, value, shown = value] = row;
        const { collection, requiredForm } = await prepareRow();
        const form = { ...requiredForm, [field]: value };
        const created: Shown = { ...(await collection.create(form)) };
        expect(created[key]).toBe(shown);
        expect(await collection.fetch(String(created['sid']))).toEqual(created);
        await collection.remove(String(created['sid']));
        const plain = await collection.create(requiredForm);
        const changed: Shown = { ...(await collection.update(plain.sid, { [field]: value })) };
        expect(changed[key]).toBe(shown);
        expect(await collection.fetch(plain.sid)).toEqual(changed);
      },
    );

    it.each(bad.map((row) => [row[0], row[1], short(row[2]), row] as const))(
      'field %s returns error %i for %j',
      async (_f, _c, _v, row) => {
        const [field, code, value] = row;
        const { collection, requiredForm } = await prepareRow();
        const before = await collection.create(requiredForm);
        const count = (await collection.page({ PageSize: '1000' })).items.length;
        expectError(await collection.tryUpdate(before.sid, { [field]: value }), code);
        expect(await collection.fetch(before.sid)).toEqual(before);
        const another = 'Identity' in requiredForm ? { Identity: uniqueName() } : requiredForm;
        expectError(await collection.tryCreate({ ...another, [field]: value }), code);
        expect((await collection.page({ PageSize: '1000' })).items).toHaveLength(count);
      },
    );

    it('fields are decoded whatever the header X-Twilio-Webhook-Enabled contains', async () => {
      const { collection, requiredForm } = await prepareRow();
      const name = 'X-Twilio-Webhook-Enabled';
      for (const enabled of ['true', 'FALSE', '']) {
        const form = 'Identity' in requiredForm ? { Identity: uniqueName() } : requiredForm;
        const reply: Reply = await api.post(collection.path, form, { [name]: enabled });
        const { sid } = expectSuccess<{ sid: string }>(reply, 201);
        const path = collection.itemPath(sid);
        expectSuccess(await api.post(path, { Attributes: '[]' }, { [name]: enabled }), 200);
        expect((await api.delete(path, { [name]: enabled })).status).toBe(204);
      }
      const { sid } = await collection.create(
        'Identity' in requiredForm ? { Identity: uniqueName() } : requiredForm,
      );
      const path = collection.itemPath(sid);
      for (const reply of [
        await api.post(collection.path, requiredForm, { [name]: 'maybe' }),
        await api.post(path, {}, { [name]: 'maybe' }),
        await api.delete(path, { [name]: 'maybe' }),
      ])
        expectBadParameter(reply, name);
    });
  });
}
