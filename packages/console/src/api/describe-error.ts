import { ColloquyError, ConnectionError, RequestTimeoutError } from '@colloquy/client';

/** An error as the console shows it. */
export interface ErrorDescription {
  /** What has failed, in the words of the API if it said so. */
  readonly message: string;
  /** What the user can do now. */
  readonly advice: string;
  /** For support: code and request of the API. */
  readonly reference: string | undefined;
}

/** Describes any error that a call of the client throws. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof ColloquyError) {
    const parts = [
      error.code === undefined ? `HTTP ${error.status}` : `error ${error.code}`,
      ...(error.requestId === undefined ? [] : [`request ${error.requestId}`]),
    ];
    return { message: messageOf(error), advice: adviceFor(error), reference: parts.join(', ') };
  }
  if (error instanceof ConnectionError)
    return {
      message: 'The server cannot be reached.',
      advice: 'Check that it is running, then try again.',
      reference: undefined,
    };
  if (error instanceof RequestTimeoutError)
    return {
      message: 'The server has not replied in time.',
      advice: 'It may have carried out the request: look before you try again.',
      reference: undefined,
    };
  return {
    message: error instanceof Error ? error.message : String(error),
    advice: 'Reload the page. If it happens again, it is a fault of the console.',
    reference: undefined,
  };
}

/** The API's message; that of 20404 is the path that was requested. */
const messageOf = ({ code, message }: ColloquyError): string =>
  code === 20404 ? 'This object does not exist.' : message;

function adviceFor({ status, code, retryAfterMs }: ColloquyError): string {
  if (status === 401) return 'Sign in again.';
  if (code === 20006)
    return 'An API key may not do this: sign out, and sign in with the account SID and its auth token.';
  if (code === 50056)
    return 'Your webhook that is called before a change has refused it: its deliveries on the page Webhooks have the reason.';
  if (status === 404) return 'It may have been deleted, or it belongs to another service or account.';
  if (status === 409) return 'Something else has changed it meanwhile: look at it and try again.';
  if (status === 412) return 'Somebody has changed it since you opened it: reload it and repeat your change.';
  if (status === 429)
    return `Wait ${Math.max(1, Math.ceil((retryAfterMs ?? 1000) / 1000))} s and try again: the server is at its limit.`;
  if (status >= 500) return 'The fault is the server’s: its log has the reason. Try again in a moment.';
  return 'Correct the values and try again.';
}

/** The parameters that errors concern whose reply does not name it. */
const parameterOf: Readonly<Record<number, string>> = {
  50353: 'UniqueName',
  50362: 'Configuration.Triggers',
  50369: 'Configuration.Url',
  50370: 'Configuration.Filters',
  50371: 'Configuration.Triggers',
  50433: 'Identity',
  50509: 'Body',
};

/**
 * Why the API has refused the value of a parameter, for the field of the parameter.
 *
 * @returns undefined if the error is not about it.
 */
export function fieldError(error: unknown, parameter: string): string | undefined {
  if (!(error instanceof ColloquyError)) return undefined;
  const { parameter: refused = parameterOf[error.code ?? 0], allowed } = detailsOf(error);
  if (refused !== parameter) return undefined;
  return typeof allowed === 'string' ? `It must be ${allowed}.` : error.message;
}

/** The details of an error as a record; those of replies that are not from the API are left out. */
const detailsOf = ({ details }: ColloquyError): Readonly<Record<string, unknown>> =>
  typeof details === 'object' && details !== null ? { ...details } : {};
