/**
 * The error catalogue: every code that an operation of this API can answer with, its HTTP status and its
 * message. A message may hold one placeholder, `{}`, for the part that depends on the request.
 */
export const errors = {
  20001: { status: 400, message: '{}' },
  20003: { status: 401, message: '{}' },
  20004: { status: 405, message: 'Method not allowed' },
  20403: { status: 403, message: '403 Forbidden' },
  20404: { status: 404, message: 'The requested resource {} was not found' },
  20409: { status: 409, message: 'Conflict' },
  20413: { status: 413, message: 'Request Entity Too Large' },
  20429: { status: 429, message: 'Too Many Requests' },
  20500: { status: 500, message: 'Internal Server Error' },
  20503: { status: 503, message: 'Service unavailable' },
  50003: { status: 400, message: 'Friendly name too long' },
  50004: { status: 400, message: 'Unique Name too long' },
  50303: { status: 400, message: 'Attributes too long' },
  50304: { status: 400, message: 'Attributes not valid JSON' },
  50308: { status: 400, message: 'Invalid Date Created parameter' },
  50309: { status: 400, message: 'Invalid Date Updated parameter' },
  50341: { status: 400, message: 'Invalid messaging service SID' },
  50353: { status: 409, message: 'Conversation with provided unique name already exists' },
  50374: { status: 400, message: "'State' field can't be empty" },
  50375: { status: 400, message: 'TimeToInactive should be greater or equal to 1 minute' },
  50376: { status: 400, message: 'TimeToClosed should be greater or equal to 10 minutes' },
  50377: { status: 400, message: "Can't update conversation as it's in final closed state" },
  50378: { status: 400, message: "'State' parameter value is invalid" },
  50379: { status: 400, message: 'TimeToInactive format is invalid' },
  50380: { status: 400, message: 'TimeToClosed format is invalid' },
  50384: { status: 400, message: "Initial state can't be 'closed'" },
  50390: { status: 400, message: 'Unique name should not match conversation sid pattern' },
  50391: { status: 409, message: 'Conflicting conversation modification' },
} as const satisfies Record<number, { status: number; message: string }>;

export type ErrorCode = keyof typeof errors;

/** The JSON body of an error reply. `detail` is sent with code 20003 alone. */
export interface ErrorBody {
  readonly code: number;
  readonly detail?: string;
  readonly message: string;
  readonly more_info: string;
  readonly status: number;
}

/** An error of the catalogue on its way to the caller. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly status: number;

  /** @param subject fills the placeholder of the catalogue's message, where it has one. */
  constructor(code: ErrorCode, subject = '', status: number = errors[code].status) {
    super(errors[code].message.replace('{}', () => subject));
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }

  /** The reply's body; keys in the order in which the hosted API sends them. */
  toBody(): ErrorBody {
    return {
      code: this.code,
      ...(this.code === 20003 && { detail: 'Your AccountSid or AuthToken was incorrect.' }),
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}

/** The error for a parameter that has no code of its own. */
export const invalidParameter = (name: string): ApiError =>
  new ApiError(20001, `Invalid value of parameter ${name}`);

/** @param where how the reply names the part of the request, as recorded from the hosted API. */
export const missingParameter = (name: string, where: 'post body' | 'query string'): ApiError =>
  new ApiError(20001, `Missing required parameter ${name} in the ${where}`);
