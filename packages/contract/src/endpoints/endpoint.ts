import type { ErrorCode } from '../errors.ts';
import type { EventName } from '../events/catalogue.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Parameters } from '../parameter.ts';
import type { Properties } from '../property.ts';

/** The groups of endpoints, with their descriptions. */
export const endpointTags = {
  Media: 'A file that is uploaded and then attached to a message.',
  Key: 'An API key: an `SK…` SID and a secret that a client uses in place of the account SID and auth token.',
  Token: 'An access token, which a user of the client SDKs presents in place of credentials.',
  Channel:
    'Messages from channels other than chat, which you can inject, and what channels report about messages.',
  Event: 'The event log of the account, as a stream that you can resume.',
  Webhook: 'The requests to webhooks: inspect them, replay them, and trigger new ones.',
  Search: 'The text and the fields of messages, conversations, participants and users, in one index.',
  Retention: 'How long the data of a service is kept.',
  Audit:
    'The audit log: administrative acts and the use of credentials, in a chain of hashes that shows changes.',
  Diagnostics: 'What the server is doing and has done last, for one account.',
  Test: 'What tests need: the test clock, the reset, accounts and faults. The settings of the server must allow them.',
  Operations: 'What monitoring needs, and the description of the API.',
} as const;

export type EndpointTag = keyof typeof endpointTags;

/**
 * An operation that is not one of the Conversations API's resources: of API keys, of media, or of our own API.
 * Routes, decoding, the OpenAPI document and the client's methods come from it, as they do from a resource.
 */
export interface Endpoint {
  /** As operation names have it: `FetchWebhookDelivery`. The client's method has the same name in camelCase. */
  readonly name: string;
  readonly summary: string;
  /** The group that it belongs to in the OpenAPI document and in the reference. */
  readonly tag: EndpointTag;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With `{Parameter}` for what varies. A value there that does not fit names nothing, so it gets 404. */
  readonly path: string;
  /**
   * What a caller presents: the credentials of an account or an API key (`basic`, unless given), alternatively an
   * access token (`token`), or nothing (`public`).
   */
  readonly authentication?: 'basic' | 'token' | 'public';
  readonly parameters: Parameters;
  /** A body that is not a form of the parameters. */
  readonly body?: ContentBody | JsonBody;
  /** Of a success. */
  readonly status: number;
  readonly reply: EndpointReply;
  /** Replies beside the success and the errors of the catalogue, by status. */
  readonly otherReplies?: Readonly<Record<number, OtherReply>>;
  /** Codes beyond those that any request can get. */
  readonly errors: readonly ErrorCode[];
  /** What a success may write to the event log. */
  readonly events?: readonly EventName[];
  readonly canUseIdempotencyKey?: true;
  /** Whether it is an administrative act, which the audit log records. */
  readonly audited?: true;
  /** Value of the metrics' label `operation`; without it, requests count as `other`. */
  readonly metric?: string;
  /** Whether programs call it at short intervals, so that a line in the log for each success would hide the others. */
  readonly polled?: true;
}

/** Bytes of any type, or a form with one file. */
export interface ContentBody {
  readonly kind: 'content';
}

/** A JSON body; what a client sends is checked by its type, what a server receives by `decode`. */
export interface JsonBody<Sent = unknown, Received = unknown> {
  readonly kind: 'json';
  readonly schema: JsonSchema;
  encode(value: Sent): string;
  /** @throws ApiError */
  readonly decode: (text: string) => Received;
}

/** A named object of replies. */
interface ReplyObject {
  /** Its name in the OpenAPI document. */
  readonly name: string;
  readonly properties: Properties;
}

/** One page of a list whose form is not that of the Conversations API's lists. */
export interface PageReply {
  readonly kind: 'page';
  readonly name: string;
  /** Key of the array. */
  readonly key: string;
  readonly item: ReplyObject;
  /** Everything beside the array. */
  readonly page: Properties;
  /** Keys that lead to the link to the next page, a URL or a path, which is null on the last page. */
  readonly next: readonly string[];
}

export type EndpointReply =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'object' } & ReplyObject)
  | { readonly kind: 'array'; readonly item: ReplyObject }
  | PageReply
  /** Text of the given media type. */
  | { readonly kind: 'text'; readonly type: string }
  /** Bytes of whatever type they were stored with. */
  | { readonly kind: 'content' }
  /** Server-sent events whose data is the object. */
  | { readonly kind: 'events'; readonly item: ReplyObject };

export interface OtherReply {
  readonly description: string;
  /** Whether the body is that of the success, an error, or empty. */
  readonly body: 'reply' | 'error' | 'none';
}

export const endpoint = <const E extends Endpoint>(definition: E): E => definition;

/** The keys in the path of an endpoint. */
export const pathParameters = ({ path }: Pick<Endpoint, 'path'>): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
