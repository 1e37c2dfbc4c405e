import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorCodes, findTopic, groups } from './groups.ts';
import { searchErrors, searchOperations } from './search-reference.ts';

const operations = groups.flatMap((group) => group.operations);
const namesOf = (text: string) => searchOperations(text).map(({ operation }) => operation.name);

test.each([
  ['CreateConversation', 'CreateServiceConversation', undefined],
  ['participant create', 'CreateServiceConversationParticipant', undefined],
  ['/v1/Credentials', 'CreateCredential', undefined],
  ['reset', 'ResetServer', undefined],
  ['ProjectedAddress', 'CreateServiceConversationParticipant', 'parameter MessagingBinding.ProjectedAddress'],
  ['50421', 'UpdateServiceConversationParticipant', 'error 50421'],
])('%s finds %s, and says why', (text, name, reason) => {
  const hit = searchOperations(text).find(({ operation }) => operation.name === name);
  expect(hit?.reason).toBe(reason);
  expect(namesOf(text).indexOf(name)).toBeLessThan(5);
});

test('the operation with the name is the first', () => {
  for (const { paths, name } of operations)
    for (const path of paths) expect(namesOf(path.name)[0], path.name).toBe(name);
});

test('all words have to occur, in any order', () => {
  expect(namesOf('delete role')).toEqual(namesOf('role delete'));
  expect(namesOf('role delete')).toContain('DeleteServiceRole');
  expect(namesOf('delete role zzz')).toEqual([]);
  expect(searchOperations('  ')).toEqual([]);
});

test('an operation is found by each of its parameters and errors, in any letter case', () => {
  const parts = operations.flatMap((operation) =>
    [
      ...Object.keys(operation.parameters),
      ...operation.errors.map(({ code }) => String(code)),
      ...operation.paths.map(({ path }) => path),
    ].map((part) => [operation.name, part] as const),
  );
  fc.assert(
    fc.property(fc.constantFrom(...parts), fc.boolean(), ([name, part], upper) => {
      expect(namesOf(upper ? part.toUpperCase() : part)).toContain(name);
    }),
  );
});

test('errors are found by the beginning of their code and by their message', () => {
  expect(searchErrors('50433')).toEqual([50433]);
  expect(searchErrors('participant exists')).toContain(50433);
  expect(searchErrors('204')).toEqual([20403, 20404, 20409, 20413, 20429]);
  expect(searchErrors('')).toEqual([]);
});

describe('the topic of an address', () => {
  test('is a group, an operation at any of its paths, the errors or one error', () => {
    for (const group of groups) {
      expect(findTopic(group.name)).toEqual({ kind: 'group', group });
      for (const operation of group.operations)
        for (const { name } of operation.paths)
          expect(findTopic(name)).toEqual({ kind: 'group', group, operation });
    }
    for (const code of errorCodes) expect(findTopic(String(code))).toEqual({ kind: 'errors', code });
    expect(findTopic('errors')).toEqual({ kind: 'errors' });
    expect(findTopic(undefined)).toEqual({ kind: 'overview' });
  });

  test.each(['', 'createconversation', '99999', '20001x', 'constructor'])('is unknown for %j', (name) => {
    expect(findTopic(name)).toEqual({ kind: 'unknown' });
  });
});
