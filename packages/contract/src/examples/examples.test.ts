import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { openApi } from '../openapi/document.ts';
import { describeReference } from '../reference/reference.ts';
import { exampleParameter } from './example-parameter.ts';
import { exampleBaseUrl } from './example-values.ts';

const operations = describeReference().flatMap((group) => group.operations);

const document = openApi('http://localhost', '0');
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'openapi', ...document });

const encodePointer = (key: string) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

describe.each(operations)('the examples of $name', ({ method, paths, parameters, replies: [success] }) => {
  test('a value of every parameter is one that the operation accepts', () => {
    for (const [name, parameter] of Object.entries(parameters)) {
      const example = exampleParameter(name, parameter);
      if (parameter.codec.schema.not !== undefined) expect(example).toBeUndefined();
      else expect(() => parameter.codec.decode(example ?? '', name), `${name}=${example}`).not.toThrow();
    }
  });

  test('the reply at every path matches its schema, and has no key that the schema does not name', () => {
    for (const { path, exampleReply } of paths) {
      const example = exampleReply(exampleBaseUrl);
      expect(example !== undefined).toBe(success.body === 'json' || success.body === 'events');
      if (success.body !== 'json') continue;
      const pointer = `openapi#/paths/${encodePointer(path)}/${method.toLowerCase()}/responses/${success.status}/content/${encodePointer('application/json')}/schema`;
      const check = ajv.getSchema(pointer);
      expect(check?.(example), ajv.errorsText(check?.errors)).toBe(true);
    }
  });
});

test('the URLs of an example lead to the object at the same path', () => {
  const fetch = operations.find(({ name }) => name === 'FetchServiceConversation');
  const [service, account] = (fetch?.paths ?? []).map(({ exampleReply }) => exampleReply('http://localhost'));
  const ids = { sid: expect.stringMatching(/^CH[0-9a-f]{32}$/) };
  expect(service).toMatchObject({
    ...ids,
    url: expect.stringMatching(/^http:\/\/localhost\/v1\/Services\/IS\w{32}\/Conversations\/CH\w{32}$/),
    links: { messages: expect.stringMatching(/\/Conversations\/CH\w{32}\/Messages$/) },
  });
  expect(account).toMatchObject({
    ...ids,
    url: expect.stringMatching(/^http:\/\/localhost\/v1\/Conversations\/CH\w{32}$/),
  });
});

test('a conversation that is created with participants has the URL of a conversation', () => {
  const create = operations.find(({ name }) => name === 'CreateServiceConversationWithParticipants');
  expect(create?.paths[0].exampleReply('http://localhost')).toMatchObject({
    url: expect.stringMatching(/\/Conversations\/CH\w{32}$/),
  });
});

test('every object of the OpenAPI document has an example', () => {
  const without = Object.entries(document.components.schemas).filter(
    ([, schema]) => schema.examples === undefined,
  );
  expect(without.map(([name]) => name)).toEqual(['Error']);
});
