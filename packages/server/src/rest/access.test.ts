import {
  ApiError,
  api,
  camelCase,
  type Need,
  type Operation,
  permissionNames,
  type Resource,
  type UserAccess,
} from '@colloquy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertAllowed, canSeeConversation, type Standing } from './access.ts';

const operations = Object.values<Resource>(api).flatMap((resource) =>
  Object.values<Operation>(resource.operations).flatMap((operation) =>
    operation.users === undefined ? [] : [{ operation, users: operation.users }],
  ),
);

const somePermissions = fc.subarray([...permissionNames]);
const standing: fc.Arbitrary<Standing> = fc.record({
  servicePermissions: somePermissions,
  conversationPermissions: fc.option(somePermissions, { nil: undefined }),
  isOwner: fc.boolean(),
});

/** An operation that users may use, and some of its fields; a value is the identity of the user or a different text. */
const request = fc.constantFrom(...operations).chain(({ operation, users }) => {
  const fields = Object.entries(operation.parameters).filter(([, parameter]) => parameter.in === 'form');
  const values = fields.map(([name]) =>
    fc.tuple(fc.constant(camelCase(name)), fc.constantFrom('ann', 'bob')),
  );
  return fc.record({
    operation: fc.constant(operation),
    users: fc.constant(users),
    parameters: fc
      .tuple(
        fc.tuple(...values),
        fc.array(fc.boolean(), { minLength: values.length, maxLength: values.length }),
      )
      .map(([all, given]) => Object.fromEntries(all.filter((_, index) => given[index]))),
  });
});

interface Request {
  readonly operation: Operation;
  readonly users: UserAccess;
  readonly parameters: object;
}

/** The error for a request of ann; undefined if it is allowed. */
function errorOf({ operation, users, parameters }: Request, roles: Standing): ApiError | undefined {
  try {
    assertAllowed(operation, users, roles, { parameters, identity: 'ann' });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

test('more permissions never make a request fail', () => {
  fc.assert(
    fc.property(request, standing, somePermissions, somePermissions, (sent, roles, more, evenMore) => {
      const { servicePermissions, conversationPermissions } = roles;
      const wider = {
        ...roles,
        servicePermissions: [...servicePermissions, ...more],
        conversationPermissions: conversationPermissions && [...conversationPermissions, ...evenMore],
      };
      if (errorOf(sent, roles) === undefined) expect(errorOf(sent, wider)).toBeUndefined();
    }),
  );
});

test('for a participant, only the union of the two roles counts', () => {
  fc.assert(
    fc.property(request, standing, somePermissions, (sent, { servicePermissions, isOwner }, permissions) => {
      const union = [...new Set([...servicePermissions, ...permissions])];
      const separate = { servicePermissions, conversationPermissions: permissions, isOwner };
      const together = { servicePermissions: [], conversationPermissions: union, isOwner };
      expect(errorOf(sent, separate)?.code).toBe(errorOf(sent, together)?.code);
    }),
  );
});

test('a missing permission is one that neither role has, and it leads to the next error or to success', () => {
  fc.assert(
    fc.property(request, standing, (sent, roles) => {
      let current = roles;
      const named: string[] = [];
      for (;;) {
        const permission = permissionNames.find(
          (name) => name === errorOf(sent, current)?.details?.['permission'],
        );
        if (permission === undefined) break;
        expect(named).not.toContain(permission);
        expect(current.servicePermissions).not.toContain(permission);
        named.push(permission);
        current = { ...current, servicePermissions: [...current.servicePermissions, permission] };
      }
      expect([undefined, 20403, 50205, 50430]).toContain(errorOf(sent, current)?.code);
    }),
  );
});

test('a field that the description does not list is refused', () => {
  const all: Standing = {
    servicePermissions: permissionNames,
    conversationPermissions: permissionNames,
    isOwner: true,
  };
  const refused = (need: Need | undefined) => need === undefined || typeof need.own === 'number';
  for (const { operation, users } of operations)
    for (const [name, parameter] of Object.entries(operation.parameters)) {
      if (parameter.in !== 'form') continue;
      const parameters = { [camelCase(name)]: 'ann' };
      expect(errorOf({ operation, users, parameters }, all) !== undefined, name).toBe(
        refused(users.parameters?.[name]),
      );
    }
});

test('a parameter of a description is one of the operation', () => {
  for (const { operation, users } of operations)
    for (const name of [...Object.keys(users.parameters ?? {}), users.identityParameter ?? []].flat())
      expect(operation.parameters[name]?.in).toBe('form');
});

test('users see a conversation as participants, or by a role that concerns conversations', () => {
  const inService = (...servicePermissions: Standing['servicePermissions']) =>
    canSeeConversation({ servicePermissions, conversationPermissions: undefined });
  expect(canSeeConversation({ servicePermissions: [], conversationPermissions: [] })).toBe(true);
  expect(inService('joinConversation')).toBe(true);
  expect(inService('deleteAnyMessage')).toBe(true);
  expect(inService('createConversation', 'editOwnUserInfo', 'editAnyUserInfo')).toBe(false);
});
