import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { basic, type Call, caller } from '../../process/support/api.ts';
import { type Contents, contentsOf } from '../../process/support/contents.ts';
import { createDatabase, type Engine } from '../../support/engines.ts';

/** A server to attack, what is in its database, and what it did wrong by its own account. */
export interface Target extends AsyncDisposable {
  readonly colloquy: Colloquy;
  readonly call: Call;
  readonly authorization: string;
  contents(): Promise<Contents>;
}

/** Starts a server with one conversation, whose unique name is `kept`. */
export async function startTarget(
  engine: Engine,
  settings: Readonly<Record<string, string>> = {},
): Promise<Target> {
  const { url } = await createDatabase(engine);
  const colloquy = await startColloquy({ databaseUrl: url, settings });
  const call = caller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  await call('POST', '/v1/Conversations', { UniqueName: 'kept', Attributes: '{"a":1}' });
  return {
    colloquy,
    call,
    authorization: basic(colloquy.accountSid, colloquy.authToken),
    contents: () => contentsOf(url),
    [Symbol.asyncDispose]: () => colloquy.stop(),
  };
}
