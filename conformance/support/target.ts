/** A server that the scenarios run against. */
export interface Target {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** Advances the server's clock by an ISO 8601 duration and runs what is due; undefined if the server cannot. */
  readonly advance?: (duration: string) => Promise<void>;
}

/**
 * Reads the server to test from the environment.
 *
 * @throws Error when a variable is missing.
 */
export function readTarget(environment: NodeJS.ProcessEnv): Target {
  const read = (name: string): string => {
    const value = environment[name];
    if (value === undefined) throw new Error(`Set ${name}; conformance/README.md shows how.`);
    return value;
  };
  return {
    baseUrl: read('COLLOQUY_CONFORMANCE_URL').replace(/\/+$/, ''),
    accountSid: read('COLLOQUY_CONFORMANCE_ACCOUNT_SID'),
    authToken: read('COLLOQUY_CONFORMANCE_AUTH_TOKEN'),
  };
}
