import { sidPattern } from '@colloquy/contract';
import { UsageError } from '../../config/config-error.ts';
import { TransferError } from '../../transfer/records/transfer-error.ts';
import { RequestPacer } from '../../transfer/twilio/request-pacer.ts';
import { createSourceApi, type FetchElsewhere } from '../../transfer/twilio/source-api.ts';
import type { SourceServers } from '../../transfer/twilio/walk-conversation.ts';
import { AddressRefused } from '../../webhooks/http/connect-errors.ts';
import { createGuardedFetch } from '../../webhooks/http/guarded-fetch.ts';
import type { sourceFlags } from '../commands/source-flags.ts';

type SourceFlags = { readonly [Name in keyof typeof sourceFlags]?: string };

/** Where the hosted service has the content of media. */
const hosted = { api: 'https://conversations.twilio.com', media: 'https://mcs.us1.twilio.com' };

/** A source as the command line names it. */
export interface SourceConfig {
  readonly servers: SourceServers;
  readonly accountSid: string;
  /** Undefined if only an API key is known. */
  readonly authToken: string | undefined;
  readonly url: string;
  readonly concurrency: number;
}

/** @throws UsageError without credentials, and for limits that are not numbers. */
export function parseSource(flags: SourceFlags, environment: NodeJS.ProcessEnv): SourceConfig {
  const accountSid = flags['source-account-sid'] ?? environment['TWILIO_ACCOUNT_SID'] ?? '';
  const authToken = flags['source-auth-token'] ?? environment['TWILIO_AUTH_TOKEN'] ?? '';
  const username = flags['source-api-key'] ?? environment['TWILIO_API_KEY'] ?? '';
  const password = flags['source-api-secret'] ?? environment['TWILIO_API_SECRET'] ?? '';
  const hasKey = username !== '' && password !== '';
  if (accountSid === '' || (authToken === '' && !hasKey))
    throw new UsageError(
      'Which source? Pass --source-account-sid with --source-auth-token or --source-api-key and --source-api-secret, or ' +
        'set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.',
    );
  if (!sidPattern('AC').test(accountSid))
    throw new UsageError('--source-account-sid takes a SID: AC and 32 hexadecimal digits.');
  const concurrency = parseLimit('concurrency', flags.concurrency ?? '8');
  const pacer = new RequestPacer(concurrency, parseLimit('rate', flags.rate ?? '50'));
  const credentials = hasKey ? { username, password } : { accountSid, authToken };
  const url = flags['source-url'] ?? hosted.api;
  const fetchElsewhere = flags['private-media'] === undefined ? fetchPublic() : fetchAnywhere;
  const open = (baseUrl: string) => createSourceApi({ ...credentials, baseUrl }, pacer, fetchElsewhere);
  try {
    const servers = { source: open(url), media: open(flags['source-url'] ?? hosted.media) };
    return { servers, accountSid, authToken: authToken === '' ? undefined : authToken, url, concurrency };
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(`--source-url: ${error.message}`) : error;
  }
}

const fetchAnywhere: FetchElsewhere = (url, signal) => fetch(url, { redirect: 'manual', signal });

/** A source must not lead an import to servers that only this machine can reach. */
function fetchPublic(): FetchElsewhere {
  const guardedFetch = createGuardedFetch();
  return async (url, signal) => {
    try {
      return await guardedFetch(url, signal);
    } catch (error) {
      if (!(error instanceof AddressRefused)) throw error;
      throw new TransferError(
        `it redirects media to ${url.host}, which is not on the public internet. Pass --private-media to allow that.`,
      );
    }
  };
}

function parseLimit(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 10_000)) throw new UsageError(`--${flag} takes a number from 1 to 10000.`);
  return value;
}
