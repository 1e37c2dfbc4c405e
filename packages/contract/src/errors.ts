import { toPrintable } from './printable.ts';
import type { Permission } from './roles.ts';

/**
 * The error catalogue: every code that the API can return, with its HTTP status and message. A message can contain one
 * placeholder, `{}`, for a part that depends on the request.
 */
export const errors = {
  20001: { status: 400, message: '{}' },
  20002: { status: 400, message: 'Invalid FriendlyName' },
  20003: { status: 401, message: '{}' },
  20004: { status: 405, message: 'Method not allowed' },
  20006: { status: 403, message: 'Access Denied' },
  20101: { status: 401, message: 'Invalid Access Token' },
  20102: { status: 401, message: 'Invalid Access Token header' },
  20103: { status: 401, message: 'Invalid Access Token issuer/subject' },
  20104: { status: 401, message: 'Access Token expired or expiration date invalid' },
  20105: { status: 401, message: 'Access Token not yet valid' },
  20106: { status: 401, message: 'Invalid Access Token grants' },
  20107: { status: 401, message: 'Invalid Access Token signature' },
  20403: { status: 403, message: '403 Forbidden' },
  20404: { status: 404, message: 'The requested resource {} was not found' },
  20409: { status: 409, message: 'Conflict' },
  20413: { status: 413, message: 'Request Entity Too Large' },
  20429: { status: 429, message: 'Too Many Requests' },
  20500: { status: 500, message: 'Internal Server Error' },
  20503: { status: 503, message: 'Service unavailable' },
  50003: { status: 400, message: 'Friendly name too long' },
  50004: { status: 400, message: 'Unique Name too long' },
  50050: { status: 404, message: 'Service Instance not found' },
  50054: { status: 400, message: 'Invalid webhook format' },
  50055: { status: 400, message: 'Invalid webhook method' },
  50056: { status: 403, message: 'Webhook disabled processing of command' },
  50058: { status: 400, message: 'Notification template too long' },
  50059: { status: 400, message: 'Notification sound name too long' },
  50063: { status: 429, message: 'Actions per second limit exceeded' },
  50074: { status: 429, message: 'Global actions per second limit exceeded' },
  50077: { status: 400, message: 'Invalid pre-webhook url' },
  50078: { status: 400, message: 'Invalid post-webhook url' },
  50100: { status: 404, message: 'Role not found' },
  50104: { status: 400, message: 'Permission not found' },
  50105: { status: 400, message: 'Invalid role type' },
  50106: { status: 404, message: 'Channel creator role not found' },
  50107: { status: 403, message: 'User not authorized for command' },
  50109: { status: 404, message: 'Conversation role not found' },
  50201: { status: 409, message: 'User already exists' },
  50203: { status: 400, message: 'Identity reserved' },
  50204: { status: 400, message: 'Identity not provided' },
  50205: { status: 403, message: 'User unauthorized to set role' },
  50206: { status: 400, message: 'Identity should not match user SID pattern' },
  50207: { status: 400, message: 'Identity too long' },
  50209: { status: 400, message: 'Invalid binding type' },
  50210: { status: 400, message: 'Invalid notification level' },
  50211: { status: 400, message: 'Identity parameter not acceptable for this Participant' },
  50214: { status: 403, message: 'User conversation limit exceeded' },
  50303: { status: 400, message: 'Attributes too long' },
  50304: { status: 400, message: 'Attributes not valid JSON' },
  50308: { status: 400, message: 'Invalid Date Created parameter' },
  50309: { status: 400, message: 'Invalid Date Updated parameter' },
  50310: { status: 400, message: 'Author parameter is too long' },
  50341: { status: 400, message: 'Invalid messaging service SID' },
  50353: { status: 409, message: 'Conversation with provided unique name already exists' },
  50361: { status: 400, message: 'Too many conversation webhooks' },
  50362: { status: 400, message: 'Too many conversation webhook triggers' },
  50364: { status: 400, message: 'Invalid conversation webhook type' },
  50365: { status: 400, message: 'Invalid conversation webhook filter' },
  50366: { status: 400, message: 'Invalid conversation webhook trigger' },
  50367: { status: 400, message: 'Invalid conversation webhook flow SID' },
  50368: { status: 400, message: 'Conversation webhook type not provided' },
  50369: { status: 400, message: 'Conversation webhook URL not provided' },
  50370: { status: 400, message: 'Conversation webhook filter not provided' },
  50371: { status: 400, message: 'Conversation webhook trigger not provided' },
  50372: { status: 400, message: 'Conversation webhook URL is too long' },
  50374: { status: 400, message: "'State' field can't be empty" },
  50375: { status: 400, message: 'TimeToInactive should be greater or equal to 1 minute' },
  50376: { status: 400, message: 'TimeToClosed should be greater or equal to 10 minutes' },
  50377: { status: 400, message: "Can't update conversation as it's in final closed state" },
  50378: { status: 400, message: "'State' parameter value is invalid" },
  50379: { status: 400, message: 'TimeToInactive format is invalid' },
  50380: { status: 400, message: 'TimeToClosed format is invalid' },
  50384: { status: 400, message: "Initial state can't be 'closed'" },
  50386: {
    status: 400,
    message: "Conversation in 'initializing' state may not be updated or used for message sending",
  },
  50390: { status: 400, message: 'Unique name should not match conversation sid pattern' },
  50396: { status: 400, message: 'EndDate parameter should be greater than StartDate parameter' },
  50407: { status: 400, message: 'Invalid messaging binding address' },
  50408: { status: 400, message: 'Invalid participant proxy address' },
  50409: { status: 400, message: 'Participant address equals proxy address' },
  50411: { status: 400, message: 'Participant address is empty' },
  50412: { status: 400, message: 'Participant proxy address is empty' },
  50413: { status: 403, message: 'Account is not authorized to use proxy address' },
  50414: { status: 400, message: 'Participant address type does not match proxy address type' },
  50416: {
    status: 409,
    message: 'A binding for this participant and proxy address already exists in Conversation {}',
  },
  50417: { status: 403, message: 'Participants limit exceeded' },
  50418: { status: 403, message: 'Non-Chat participants limit exceeded' },
  50420: {
    status: 400,
    message:
      'Participant Messaging Binding type does not support all of the provided Messaging Binding parameters',
  },
  50421: { status: 400, message: 'Invalid last read message index format' },
  50424: { status: 400, message: 'One of the JSON requests for participant creation is invalid.' },
  50425: {
    status: 409,
    message: 'Participant and proxy address pairs for one or more participants already in use.',
  },
  50426: { status: 400, message: 'Request contains too many participants.' },
  50430: { status: 403, message: 'User not participant of conversation' },
  50433: { status: 409, message: 'Participant already exists' },
  50434: { status: 400, message: 'Participant projected address not provided' },
  50435: { status: 400, message: 'Group MMS activation failed.' },
  50436: { status: 403, message: 'Participant limit exceeded for group conversation' },
  50437: { status: 409, message: 'Group Participant already exists' },
  50438: { status: 409, message: 'Group MMS with given participant list already exists as Conversation {}' },
  50439: { status: 403, message: 'Account is not authorized to use the projected address' },
  50440: { status: 400, message: 'Failed to remove the proxy address of a participant' },
  50441: { status: 400, message: 'Failed to add a proxy address to a participant' },
  50442: { status: 400, message: 'Failed to remove the projected address of a participant' },
  50443: { status: 400, message: 'Failed to add a projected address to a participant' },
  50444: { status: 400, message: 'Failed to add an identity to a participant' },
  50451: {
    status: 400,
    message:
      'One user identifier parameter for lookup at a time is allowed. Please, use either Identity or Address.',
  },
  50453: { status: 400, message: 'Proxy Address of participant is not supported for this channel' },
  50504: { status: 400, message: 'Message body parameter is too long' },
  50507: { status: 404, message: 'Media not found' },
  50508: { status: 409, message: 'Media already sent with another message' },
  50509: { status: 400, message: 'Media message body cannot be updated' },
  50510: { status: 400, message: 'Invalid message media SID' },
  50511: { status: 400, message: 'Invalid message media content type' },
  50512: { status: 413, message: 'Message media size is too large' },
  50513: { status: 400, message: 'Message author should be among Group MMS participants.' },
  50526: { status: 400, message: 'Invalid content SID' },
  50527: { status: 400, message: 'Invalid content variables format' },
  50528: { status: 400, message: 'Content SID is missing' },
  50529: { status: 400, message: 'Content variables are too long' },
  50530: { status: 404, message: 'Channel Metadata not found' },
  50540: { status: 400, message: 'Content variable key is too long' },
  50541: { status: 400, message: 'Content variable value is too long' },
} as const satisfies Record<number, { status: number; message: string }>;

export type ErrorCode = keyof typeof errors;

/** What the message of the catalogue does not say, such as the value that is invalid and the values that are allowed. */
export interface ErrorDetails {
  readonly parameter?: string;
  /** As it was sent, but printable and shortened; missing for secrets and the text of messages. */
  readonly value?: string;
  /** Describes the values that are allowed. */
  readonly allowed?: string;
  /** Why an object was not found. */
  readonly reason?: string;
  /** The permission that a user lacks. */
  readonly permission?: string;
}

/** The JSON body of an error reply. Only code 20003 has `detail`. */
export interface ErrorBody {
  readonly code: number;
  readonly detail?: string;
  readonly details?: ErrorDetails;
  readonly message: string;
  readonly more_info: string;
  readonly status: number;
}

/** An error of the catalogue that is returned to the caller. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetails | undefined;

  /**
   * @param subject replaces the placeholder of the message, if there is one.
   * @param details what a program needs to know in addition to the code.
   */
  constructor(
    code: ErrorCode,
    subject = '',
    status: number = errors[code].status,
    details: ErrorDetails | undefined = undefined,
  ) {
    super(errors[code].message.replace('{}', () => subject));
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.details = details;
  }

  /**
   * The body of the reply, with the keys in the order of the hosted API.
   *
   * @param moreInfo a link for errors that the documentation of the hosted API does not explain.
   */
  toBody(moreInfo = `https://www.twilio.com/docs/errors/${this.code}`): ErrorBody {
    return {
      code: this.code,
      ...(this.code === 20003 && { detail: 'Your AccountSid or AuthToken was incorrect.' }),
      ...(this.details !== undefined && { details: this.details }),
      message: this.message,
      more_info: moreInfo,
      status: this.status,
    };
  }
}

/**
 * The error for an invalid value. The message of the generic code includes the details, that of a specific code is the
 * one of the catalogue.
 *
 * @param value as it was sent; undefined if it must not be shown.
 * @param allowed completes "it must be".
 */
export function invalidParameter(
  name: string,
  value: string | undefined,
  allowed: string,
  code: ErrorCode = 20001,
): ApiError {
  const shown = value === undefined ? {} : { value: toPrintable(value) };
  const details = { parameter: name, ...shown, allowed };
  const subject = `Invalid value of parameter ${name}: ${describeRule(details)}`;
  return new ApiError(code, subject, undefined, details);
}

const describeRule = ({ value, allowed }: ErrorDetails): string =>
  `it must be ${allowed}${value === undefined ? '' : `, not "${value}"`}`;

/** The message of an error with its code and its details, for people who see only this text. */
export const explainError = ({ code, message, details }: ApiError): string =>
  code === 20001 || details?.allowed === undefined
    ? `${message} (${code})`
    : `${message} (${code}): ${describeRule(details)}`;

/** The error for a user whose roles lack a permission. */
export const missingPermission = (permission: Permission): ApiError =>
  new ApiError(50107, '', undefined, { permission });

/** @param where the part of the request, as the hosted API names it. */
export const missingParameter = (name: string, where: 'post body' | 'query string'): ApiError =>
  new ApiError(20001, `Missing required parameter ${name} in the ${where}`);
