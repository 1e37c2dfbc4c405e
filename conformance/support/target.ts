/** A server that the scenarios are run against. */
export interface Target {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** Moves the server's clock by an ISO 8601 duration and lets fall due what then does; not every server can. */
  readonly advance?: (duration: string) => Promise<void>;
}

const names = {
  baseUrl: 'COLLOQUY_CONFORMANCE_URL',
  accountSid: 'COLLOQUY_CONFORMANCE_ACCOUNT_SID',
  authToken: 'COLLOQUY_CONFORMANCE_AUTH_TOKEN',
} as const;

/**
 * The server that the environment names, or undefined when it names none.
 *
 * @throws Error when it names one only in part.
 */
export function targetFromEnvironment(environment: NodeJS.ProcessEnv): Target | undefined {
  const baseUrl = environment[names.baseUrl];
  const accountSid = environment[names.accountSid];
  const authToken = environment[names.authToken];
  if (baseUrl === undefined) return undefined;
  if (accountSid === undefined || authToken === undefined) {
    throw new Error(`${names.baseUrl} needs ${names.accountSid} and ${names.authToken} beside it.`);
  }
  return { baseUrl: baseUrl.replace(/\/+$/, ''), accountSid, authToken };
}
