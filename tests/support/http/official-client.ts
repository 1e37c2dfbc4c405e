import { type Colloquy, startColloquy } from '@colloquy/testkit';
import twilio from 'twilio';
import { afterAll } from 'vitest';
import { recordCoverage } from '../../../conformance/support/coverage.ts';
import { createDatabase, type Engine } from '../engines/databases.ts';

/** The official client, unchanged except for the URL of the Conversations API. */
export function officialClient(baseUrl: string, ...credentials: Parameters<typeof twilio>) {
  const client = twilio(...credentials);
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
export async function useOfficialClient(
  engine: Engine,
): Promise<{ colloquy: Colloquy; client: OfficialClient }> {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  afterAll(() => colloquy.stop());
  return { colloquy, client: officialClient(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken) };
}
