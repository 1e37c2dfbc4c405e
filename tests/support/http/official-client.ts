import { type Colloquy, startColloquy } from '@colloquy/testkit';
import twilio from 'twilio';
import twilio5 from 'twilio5';
import { afterAll } from 'vitest';
import { recordCoverage } from '../../../conformance/support/coverage.ts';
import { createDatabase, type Engine, engines } from '../engines/databases.ts';

/** The major versions of the official SDK that are in use, by the name under which they are installed. */
export const sdks = { twilio, twilio5 };

/** What the tests of the official SDK run with. */
export interface SdkRun {
  readonly sdk: keyof typeof sdks;
  readonly engine: Engine;
}

/**
 * The newest SDK on every engine, and the older one on the first: an SDK cannot see the engine, so that a run with every
 * pair would take longer and find nothing more.
 */
export const sdkRuns: readonly SdkRun[] = [
  ...engines.map((engine) => ({ sdk: 'twilio', engine }) as const),
  ...engines.slice(0, 1).map((engine) => ({ sdk: 'twilio5', engine }) as const),
];

/** The official client, unchanged except for the URL of the Conversations API. */
export function officialClient(baseUrl: string, ...credentials: Parameters<typeof twilio>) {
  return connectClient('twilio', baseUrl, ...credentials);
}

/** {@link officialClient} of another version of the SDK. */
export function connectClient(
  sdk: SdkRun['sdk'],
  baseUrl: string,
  ...credentials: Parameters<typeof twilio>
) {
  const client = sdks[sdk](...credentials);
  client.conversations.baseUrl = baseUrl;
  recordReplies(client.httpClient);
  return client;
}

/** Validates every reply to the client against our OpenAPI document. */
function recordReplies(http: OfficialClient['httpClient']): void {
  const request = http.request.bind(http);
  http.request = async (options) => {
    const response = await request(options);
    const { method, uri } = options;
    const body: unknown =
      typeof response.body === 'string' && response.body !== '' ? JSON.parse(response.body) : response.body;
    recordCoverage('sdk', method, uri, response.statusCode, body);
    return response;
  };
}

export type OfficialClient = ReturnType<typeof officialClient>;

/** Starts a server for the surrounding `describe`, and returns the official client of its account. */
export async function useOfficialClient({
  sdk,
  engine,
}: SdkRun): Promise<{ colloquy: Colloquy; client: OfficialClient }> {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  afterAll(() => colloquy.stop());
  return { colloquy, client: connectClient(sdk, colloquy.baseUrl, colloquy.accountSid, colloquy.authToken) };
}
