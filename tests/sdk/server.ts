import { type Colloquy, startColloquy } from '@colloquy/testkit';
import twilio from 'twilio';
import { afterAll } from 'vitest';
import { createDatabase, type Engine } from '../support/engines.ts';

/** The official client with nothing changed but where the Conversations API is. */
export function officialClient(baseUrl: string, ...credentials: Parameters<typeof twilio>) {
  const client = twilio(...credentials);
  client.conversations.baseUrl = baseUrl;
  return client;
}

export type OfficialClient = ReturnType<typeof officialClient>;

/** A server for the `describe` that this is called in, and the official client of its account. */
export async function serve(engine: Engine): Promise<{ colloquy: Colloquy; client: OfficialClient }> {
  const database = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: database.url });
  afterAll(() => colloquy.stop());
  return { colloquy, client: officialClient(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken) };
}
