import { expect } from 'vitest';
import type { Reply } from './http.ts';

/** The errors whose message is always the same: HTTP status and message by code. */
const catalogue = {
  20004: [405, 'Method not allowed'],
  20409: [409, 'Conflict'],
  50003: [400, 'Friendly name too long'],
  50004: [400, 'Unique Name too long'],
  50050: [404, 'Service Instance not found'],
  50054: [400, 'Invalid webhook format'],
  50055: [400, 'Invalid webhook method'],
  50058: [400, 'Notification template too long'],
  50059: [400, 'Notification sound name too long'],
  50077: [400, 'Invalid pre-webhook url'],
  50078: [400, 'Invalid post-webhook url'],
  50100: [404, 'Role not found'],
  50104: [400, 'Permission not found'],
  50105: [400, 'Invalid role type'],
  50106: [404, 'Channel creator role not found'],
  50109: [404, 'Conversation role not found'],
  50201: [409, 'User already exists'],
  50203: [400, 'Identity reserved'],
  50204: [400, 'Identity not provided'],
  50206: [400, 'Identity should not match user SID pattern'],
  50207: [400, 'Identity too long'],
  50209: [400, 'Invalid binding type'],
  50210: [400, 'Invalid notification level'],
  50211: [400, 'Identity parameter not acceptable for this Participant'],
  50214: [403, 'User conversation limit exceeded'],
  50303: [400, 'Attributes too long'],
  50304: [400, 'Attributes not valid JSON'],
  50308: [400, 'Invalid Date Created parameter'],
  50309: [400, 'Invalid Date Updated parameter'],
  50310: [400, 'Author parameter is too long'],
  50341: [400, 'Invalid messaging service SID'],
  50353: [409, 'Conversation with provided unique name already exists'],
  50361: [400, 'Too many conversation webhooks'],
  50362: [400, 'Too many conversation webhook triggers'],
  50364: [400, 'Invalid conversation webhook type'],
  50365: [400, 'Invalid conversation webhook filter'],
  50366: [400, 'Invalid conversation webhook trigger'],
  50367: [400, 'Invalid conversation webhook flow SID'],
  50368: [400, 'Conversation webhook type not provided'],
  50369: [400, 'Conversation webhook URL not provided'],
  50370: [400, 'Conversation webhook filter not provided'],
  50371: [400, 'Conversation webhook trigger not provided'],
  50372: [400, 'Conversation webhook URL is too long'],
  50374: [400, "'State' field can't be empty"],
  50375: [400, 'TimeToInactive should be greater or equal to 1 minute'],
  50376: [400, 'TimeToClosed should be greater or equal to 10 minutes'],
  50377: [400, "Can't update conversation as it's in final closed state"],
  50378: [400, "'State' parameter value is invalid"],
  50379: [400, 'TimeToInactive format is invalid'],
  50380: [400, 'TimeToClosed format is invalid'],
  50384: [400, "Initial state can't be 'closed'"],
  50386: [400, "Conversation in 'initializing' state may not be updated or used for message sending"],
  50390: [400, 'Unique name should not match conversation sid pattern'],
  50396: [400, 'EndDate parameter should be greater than StartDate parameter'],
  50407: [400, 'Invalid messaging binding address'],
  50408: [400, 'Invalid participant proxy address'],
  50409: [400, 'Participant address equals proxy address'],
  50411: [400, 'Participant address is empty'],
  50412: [400, 'Participant proxy address is empty'],
  50414: [400, 'Participant address type does not match proxy address type'],
  50417: [403, 'Participants limit exceeded'],
  50418: [403, 'Non-Chat participants limit exceeded'],
  50420: [
    400,
    'Participant Messaging Binding type does not support all of the provided Messaging Binding parameters',
  ],
  50421: [400, 'Invalid last read message index format'],
  50424: [400, 'One of the JSON requests for participant creation is invalid.'],
  50425: [409, 'Participant and proxy address pairs for one or more participants already in use.'],
  50426: [400, 'Request contains too many participants.'],
  50433: [409, 'Participant already exists'],
  50434: [400, 'Participant projected address not provided'],
  50435: [400, 'Group MMS activation failed.'],
  50436: [403, 'Participant limit exceeded for group conversation'],
  50437: [409, 'Group Participant already exists'],
  50440: [400, 'Failed to remove the proxy address of a participant'],
  50441: [400, 'Failed to add a proxy address to a participant'],
  50442: [400, 'Failed to remove the projected address of a participant'],
  50443: [400, 'Failed to add a projected address to a participant'],
  50444: [400, 'Failed to add an identity to a participant'],
  50451: [
    400,
    'One user identifier parameter for lookup at a time is allowed. Please, use either Identity or Address.',
  ],
  50453: [400, 'Proxy Address of participant is not supported for this channel'],
  50504: [400, 'Message body parameter is too long'],
  50507: [404, 'Media not found'],
  50510: [400, 'Invalid message media SID'],
  50513: [400, 'Message author should be among Group MMS participants.'],
  50526: [400, 'Invalid content SID'],
  50527: [400, 'Invalid content variables format'],
  50528: [400, 'Content SID is missing'],
  50529: [400, 'Content variables are too long'],
  50530: [404, 'Channel Metadata not found'],
  50540: [400, 'Content variable key is too long'],
  50541: [400, 'Content variable value is too long'],
} as const;

export type CataloguedCode = keyof typeof catalogue;

/** Expects the complete body of an error reply, and the headers that every error reply has. */
function expectErrorBody(
  reply: Reply,
  code: number,
  status: number,
  message: unknown,
  more: object = {},
): void {
  const expected = {
    code,
    message,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
    ...more,
  };
  // Details are optional. They never are a list or a text, which the official SDKs could not decode.
  const { details = {}, ...body } = reply.body as { readonly details?: object };
  expect(body).toEqual(expected);
  expect([typeof details, Array.isArray(details)]).toEqual(['object', false]);
  expect(reply.status).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(reply.headers.get('twilio-request-id')).toMatch(/^RQ[0-9a-f]{32}$/);
}

/** Expects exactly an error of the catalogue. */
export function expectError(reply: Reply, code: CataloguedCode): void {
  const [status, message] = catalogue[code];
  expectErrorBody(reply, code, status, message);
}

/** Expects the error for a pair of addresses in use, whose message names the conversation. */
export const expectPairTaken = (reply: Reply, conversationSid: string): void =>
  expectErrorBody(
    reply,
    50416,
    409,
    `A binding for this participant and proxy address already exists in Conversation ${conversationSid}`,
  );

/** Expects the error for the members of another group, whose message names its conversation. */
export const expectGroupTaken = (reply: Reply, conversationSid: string): void =>
  expectErrorBody(
    reply,
    50438,
    409,
    `Group MMS with given participant list already exists as Conversation ${conversationSid}`,
  );

/** Expects the error for a required field that is missing. */
export const expectMissing = (reply: Reply, name: string): void =>
  expectBadRequest(reply, `Missing required parameter ${name} in the post body`);

/** Expects the generic error. @param message or what matches it. */
export const expectBadRequest = (reply: Reply, message: unknown, status = 400): void =>
  expectErrorBody(reply, 20001, status, message);

/** Expects the error for an invalid value of a parameter without a code of its own, or of a key of its JSON. */
export const expectBadParameter = (reply: Reply, name: string): void =>
  expectBadRequest(
    reply,
    expect.stringMatching(
      new RegExp(`^Invalid value of parameter ${RegExp.escape(name)}(?:\\.[\\w.]+)?(?:: it must be .+)?$`),
    ),
  );

/** @param path of the request, from `/v1` on; the message omits the version. */
export const expectNotFound = (reply: Reply, path: string): void =>
  expectErrorBody(
    reply,
    20404,
    404,
    `The requested resource ${path.replace(/^\/v1(?=\/)/, '')} was not found`,
  );

export function expectUnauthorized(reply: Reply, message: string): void {
  expectErrorBody(reply, 20003, 401, message, { detail: 'Your AccountSid or AuthToken was incorrect.' });
  expect(reply.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
}

/**
 * Expects a success and returns its body.
 *
 * @typeParam Body the type that the scenario expects and goes on to check.
 */
export function expectSuccess<Body>(reply: Reply, status: 200 | 201 | 202): Body {
  expect(reply.status, reply.text).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return reply.body as Body;
}

export function expectEmpty(reply: Reply): void {
  expect(reply.status, reply.text).toBe(204);
  expect(reply.text).toBe('');
}

/**
 * The `meta` of the first page of a list.
 *
 * @param url of the page, with the page size in its query.
 * @param next URL of the next page, or what matches it; null if there is none.
 */
export const firstPageMeta = (key: string, url: string, next: unknown = null) => ({
  page: 0,
  page_size: Number(new URL(url).searchParams.get('PageSize')),
  first_page_url: url,
  previous_page_url: null,
  url,
  next_page_url: next,
  key,
});

/** Matches a date in a reply: UTC, with the precision of a second. */
export const datePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Returns the seconds from one date of a reply to another. */
export const secondsBetween = (from: string, to: string | undefined): number =>
  (Date.parse(to ?? '') - Date.parse(from)) / 1000;
