import { quote } from '@colloquy/contract';
import type { Config } from '../../config/config.ts';
import { ConfigError, UsageError } from '../../config/config-error.ts';

/** A running server and credentials for it. */
export interface RemoteServer {
  readonly baseUrl: string;
  readonly username: string;
  readonly password: string;
}

/** @throws UsageError for an invalid URL, ConfigError when no account is configured. */
export function parseRemoteServer(url: string, { credentials }: Config): RemoteServer {
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : new URL('none:');
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') {
    throw new UsageError(
      `--url, or COLLOQUY_URL, must be an http or https URL without credentials, such as http://127.0.0.1:3000${url.includes('@') ? '' : `, not ${quote(url)}`}.`,
    );
  }
  const [first] = credentials;
  if (first === undefined) {
    throw new ConfigError(
      'Which account? Pass --account-sid and --auth-token, or set COLLOQUY_ACCOUNT_SID and COLLOQUY_AUTH_TOKEN.',
    );
  }
  return { baseUrl: url.replace(/\/+$/, ''), username: first.sid, password: first.secret };
}
