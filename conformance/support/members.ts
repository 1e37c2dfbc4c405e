import { randomInt } from 'node:crypto';
import { afterAll } from 'vitest';
import { Collection } from './collection.ts';
import type { Space } from './space.ts';

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

/** Path of the space's service, or of the API's root for the alias. */
export const rootOf = (space: Space): string => space.collection.replace(/\/Conversations$/, '');

/** What replies below a service have and others have not. */
export const serviceKey = (space: Space): { readonly chat_service_sid?: string } =>
  space.family === 'service' ? { chat_service_sid: space.serviceSid } : {};

/** The roles of a space, for the `describe` that this is called in. Those that it makes are removed. */
export const useRoles = (space: Space): Collection<RoleObject> =>
  cleared(space, new Collection(space.api, 'roles', () => `${rootOf(space)}/Roles`));

/** The users of a space, for the `describe` that this is called in. Those that it makes are removed. */
export const useUsers = (space: Space): Collection<UserObject> =>
  cleared(space, new Collection(space.api, 'users', () => `${rootOf(space)}/Users`));

export const participantsOf = (space: Space, conversation: string): Collection<ParticipantObject> =>
  new Collection(space.api, 'participants', () => `${space.item(conversation)}/Participants`);

export const messagesOf = (space: Space, conversation: string): Collection<MessageObject> =>
  new Collection(space.api, 'messages', () => `${space.item(conversation)}/Messages`);

/** A service takes with it what is in it; the account's default one stays. */
function cleared<O extends { readonly sid: string }>(space: Space, collection: Collection<O>) {
  if (space.family === 'alias') afterAll(() => collection.clear());
  return collection;
}

/** A telephone number that no other scenario has. */
export const freshNumber = (): string => `+1${randomInt(10 ** 13)}`.padEnd(12, '0');
