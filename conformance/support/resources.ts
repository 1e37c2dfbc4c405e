import { randomInt } from 'node:crypto';
import { afterAll } from 'vitest';
import { Collection } from './collection.ts';
import type { TestService } from './test-service.ts';

export interface RoleObject {
  readonly sid: string;
  readonly account_sid: string;
  readonly chat_service_sid: string;
  readonly friendly_name: string;
  readonly type: string;
  readonly permissions: readonly string[];
  readonly date_created: string;
  readonly date_updated: string;
  readonly url: string;
}

export interface UserObject {
  readonly sid: string;
  readonly account_sid: string;
  readonly chat_service_sid: string;
  readonly role_sid: string;
  readonly identity: string;
  readonly friendly_name: string | null;
  readonly attributes: string;
  readonly is_online: boolean | null;
  readonly is_notifiable: boolean | null;
  readonly date_created: string;
  readonly date_updated: string;
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

export interface ParticipantObject {
  readonly sid: string;
  readonly account_sid: string;
  readonly chat_service_sid?: string;
  readonly conversation_sid: string;
  readonly identity: string | null;
  readonly attributes: string;
  readonly messaging_binding: Readonly<Record<string, string>> | null;
  readonly role_sid: string | null;
  readonly date_created: string;
  readonly date_updated: string;
  readonly last_read_message_index: number | null;
  readonly last_read_timestamp: string | null;
  readonly url: string;
}

export interface MessageObject {
  readonly sid: string;
  readonly account_sid: string;
  readonly chat_service_sid?: string;
  readonly conversation_sid: string;
  readonly index: number;
  readonly author: string;
  readonly participant_sid: string | null;
  readonly body: string | null;
  readonly media: readonly object[] | null;
  readonly attributes: string;
  readonly delivery: object | null;
  readonly content_sid: string | null;
  readonly date_created: string;
  readonly date_updated: string;
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

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
