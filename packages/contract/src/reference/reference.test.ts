import { expect, test } from 'vitest';
import { api } from '../api.ts';
import { endpoints } from '../endpoints/index.ts';
import { commonErrorCodes } from '../error-replies.ts';
import type { Resource } from '../resource.ts';
import { routesOf } from '../routes.ts';
import { describeReference } from './reference.ts';

const groups = describeReference();
const operations = groups.flatMap((group) => group.operations);
const routes = Object.values<Resource>(api).flatMap((resource) => routesOf(resource));

test('the reference has each route and each endpoint once, with its method and its keys', () => {
  const described = operations.flatMap(({ method, paths }) =>
    paths.map(({ name, path, keys }) => `${name} ${method} ${path} ${keys.map((key) => key.name)}`),
  );
  const expected = [...routes, ...endpoints].map(
    ({ name, method, path }) =>
      `${name} ${method} ${path} ${[...path.matchAll(/\{(\w+)\}/g)].map(([, key]) => key)}`,
  );
  expect(described.toSorted()).toEqual(expected.toSorted());
});

test('an operation of a service and of the default service is one operation with two paths', () => {
  const create = operations.find(({ name }) => name === 'CreateServiceConversation');
  expect(create?.paths.map(({ path }) => path)).toEqual([
    '/v1/Services/{ChatServiceSid}/Conversations',
    '/v1/Conversations',
  ]);
});

test('names of groups and of operations are different, because both are addresses', () => {
  const names = [
    ...groups.map(({ name }) => name),
    ...operations.flatMap(({ paths }) => paths.map((each) => each.name)),
  ];
  expect(new Set(names).size).toBe(names.length);
});

test('the errors of an operation leave out those that every operation can return', () => {
  const codes = operations.find(({ name }) => name === 'UpdateServiceConversation')?.errors;
  expect(codes).toContainEqual({ code: 50377, status: 400, message: expect.any(String) });
  expect(codes).toContainEqual(expect.objectContaining({ code: 20001, status: 412 }));
  expect(codes?.filter(({ code, status }) => commonErrorCodes.includes(code) && status === 400)).toEqual([]);
});

test('only what deletes is marked so', () => {
  const deleting = operations.filter(({ deletes }) => deletes).map(({ name }) => name);
  expect(deleting.filter((name) => !name.startsWith('Delete'))).toEqual(['ResetServer']);
  expect(deleting).toContain('DeleteKey');
});
