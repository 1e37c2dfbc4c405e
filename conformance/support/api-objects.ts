import type { Api, JsonOf } from '@colloquy/contract';

/** An object of the API as JSON, by the name of its resource. */
type ObjectJson<Name extends keyof Api> = JsonOf<Api[Name]['properties']>;

export type ConversationObject = ObjectJson<'conversation'>;
export type ServiceObject = ObjectJson<'service'>;
export type RoleObject = ObjectJson<'role'>;
export type UserObject = ObjectJson<'user'>;
export type ParticipantObject = ObjectJson<'participant'>;
export type MessageObject = ObjectJson<'message'>;
export type UserConversationObject = ObjectJson<'userConversation'>;
export type ParticipantConversationObject = ObjectJson<'participantConversation'>;
export type ConfigurationObject = ObjectJson<'configuration'>;
export type ServiceConfigurationObject = ObjectJson<'serviceConfiguration'>;
export type AddressObject = ObjectJson<'configurationAddress'>;
export type CredentialObject = ObjectJson<'credential'>;
export type ScopedWebhookObject = ObjectJson<'scopedWebhook'>;

export interface Meta {
  readonly page: number;
  readonly page_size: number;
  readonly first_page_url: string;
  readonly previous_page_url: string | null;
  readonly url: string;
  readonly next_page_url: string | null;
  readonly key: string;
}

export interface ConversationPage {
  readonly meta: Meta;
  readonly conversations: readonly ConversationObject[];
}

export interface ServicePage {
  readonly meta: Meta;
  readonly services: readonly ServiceObject[];
}
