import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { type Contents, readContents } from '../engines/database-contents.ts';
import { createDatabase, type Engine } from '../engines/databases.ts';
import { basicAuthorization, createCaller, type HttpCaller } from '../http/caller.ts';

/** A server under attack, and access to the contents of its database. */
export interface TestServer extends AsyncDisposable {
  readonly colloquy: Colloquy;
  readonly call: HttpCaller;
  readonly authorization: string;
  contents(): Promise<Contents>;
}

/** Starts a server with one conversation, whose unique name is `kept`. */
export async function startTestServer(
  engine: Engine,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const { url } = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: url, settings });
  const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  await call('POST', '/v1/Conversations', { UniqueName: 'kept', Attributes: '{"a":1}' });
  return {
    colloquy,
    call,
    authorization: basicAuthorization(colloquy.accountSid, colloquy.authToken),
    contents: () => readContents(url),
    [Symbol.asyncDispose]: () => colloquy.stop(),
  };
}
