import { expect } from 'vitest';
import type { Reply } from './http.ts';

/** The errors whose message is always the same: HTTP status and message by code. */
const catalogue = {
  20004: [405, 'Method not allowed'],
  50003: [400, 'Friendly name too long'],
  50004: [400, 'Unique Name too long'],
  50303: [400, 'Attributes too long'],
  50304: [400, 'Attributes not valid JSON'],
  50308: [400, 'Invalid Date Created parameter'],
  50309: [400, 'Invalid Date Updated parameter'],
  50341: [400, 'Invalid messaging service SID'],
  50353: [409, 'Conversation with provided unique name already exists'],
  50374: [400, "'State' field can't be empty"],
  50375: [400, 'TimeToInactive should be greater or equal to 1 minute'],
  50376: [400, 'TimeToClosed should be greater or equal to 10 minutes'],
  50377: [400, "Can't update conversation as it's in final closed state"],
  50378: [400, "'State' parameter value is invalid"],
  50379: [400, 'TimeToInactive format is invalid'],
  50380: [400, 'TimeToClosed format is invalid'],
  50384: [400, "Initial state can't be 'closed'"],
  50390: [400, 'Unique name should not match conversation sid pattern'],
} as const;

export type CataloguedCode = keyof typeof catalogue;

/** The whole body of an error reply, and what every error reply has. */
function expectErrorBody(
  reply: Reply,
  code: number,
  status: number,
  message: string,
  more: object = {},
): void {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status, ...more };
  expect(reply.body).toEqual(body);
  expect(reply.status).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(reply.headers.get('twilio-request-id')).toMatch(/^RQ[0-9a-f]{32}$/);
}

/** An error of the catalogue, to the letter. */
export function expectError(reply: Reply, code: CataloguedCode): void {
  const [status, message] = catalogue[code];
  expectErrorBody(reply, code, status, message);
}

/** The generic error for a parameter, with the message that names it. */
export const expectBadRequest = (reply: Reply, message: string, status = 400): void =>
  expectErrorBody(reply, 20001, status, message);

/** A parameter whose bad value has no code of its own. */
export const expectBadParameter = (reply: Reply, name: string): void =>
  expectBadRequest(reply, `Invalid value of parameter ${name}`);

/** @param path as it was requested, from `/v1` on; the message leaves the version out. */
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
 * The body of a success.
 *
 * @typeParam Body what the scenario takes it for; the scenario then looks at it.
 */
export function expectSuccess<Body>(reply: Reply, status: 200 | 201): Body {
  expect(reply.status, reply.text).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return reply.body as Body;
}

export function expectEmpty(reply: Reply): void {
  expect(reply.status, reply.text).toBe(204);
  expect(reply.text).toBe('');
}

/** A date in a reply: UTC, with the precision of a second. */
export const dateForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Seconds from one date of a reply to another. */
export const secondsBetween = (from: string, to: string | undefined): number =>
  (Date.parse(to ?? '') - Date.parse(from)) / 1000;
