import { randomInt } from 'node:crypto';
import { afterAll } from 'vitest';
import type { MessageObject, ParticipantObject, RoleObject, UserObject } from './api-objects.ts';
import { Collection } from './collection.ts';
import type { TestService } from './test-service.ts';

/** Path of the test service, or the root of the API for the account paths. */
export const servicePath = (testService: TestService): string =>
  testService.collection.replace(/\/Conversations$/, '');

/** The keys that only replies below a service have. */
export const serviceKey = (testService: TestService): { readonly chat_service_sid?: string } =>
  testService.mount === 'service' ? { chat_service_sid: testService.serviceSid } : {};

/** The roles of a test service, for the surrounding `describe`, which deletes the created ones at its end. */
export const useRoles = (testService: TestService): Collection<RoleObject> =>
  removeAfterTests(
    testService,
    new Collection(testService.api, 'roles', () => `${servicePath(testService)}/Roles`),
  );

/** The users of a test service, for the surrounding `describe`, which deletes the created ones at its end. */
export const useUsers = (testService: TestService): Collection<UserObject> =>
  removeAfterTests(
    testService,
    new Collection(testService.api, 'users', () => `${servicePath(testService)}/Users`),
  );

export const participantsOf = (
  testService: TestService,
  conversation: string,
): Collection<ParticipantObject> =>
  new Collection(testService.api, 'participants', () => `${testService.itemPath(conversation)}/Participants`);

export const messagesOf = (testService: TestService, conversation: string): Collection<MessageObject> =>
  new Collection(testService.api, 'messages', () => `${testService.itemPath(conversation)}/Messages`);

/** A service is deleted with everything in it; the account's default service is kept. */
function removeAfterTests<O extends { readonly sid: string }>(
  testService: TestService,
  collection: Collection<O>,
) {
  if (testService.mount === 'account') afterAll(() => collection.removeAll());
  return collection;
}

/** Returns a telephone number that no other scenario uses. */
export const uniquePhoneNumber = (): string => `+1${randomInt(10 ** 13)}`.padEnd(12, '0');
