import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExamples } from '../../../scripts/examples.ts';
import { startNode } from '../processes/colloquy-command.ts';
import { freePort } from '../processes/free-port.ts';

const root = join(import.meta.dirname, '../../..');

interface GuideBackEnd {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the back end of the guide as its reader would, for a server at another address. */
export async function startGuideBackEnd(server: {
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
}): Promise<GuideBackEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-guide-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const socket = `${server.baseUrl.replace('http', 'ws')}/`;
  for (const [name, { text }] of readExamples('docs/realtime.md'))
    writeFileSync(join(folder, name), text.replace('ws://127.0.0.1:8080/', socket));
  const port = String(await freePort());
  const command = startNode(
    ['server.mjs'],
    {
      ACCOUNT_SID: server.accountSid,
      AUTH_TOKEN: server.authToken,
      COLLOQUY_URL: server.baseUrl,
      PORT: port,
    },
    folder,
  );
  const stop = async () => {
    command.process.kill();
    await command.result;
    rmSync(folder, { recursive: true, force: true });
  };
  await new Promise<void>((resolve, reject) => {
    command.process.stdout?.once('data', () => resolve());
    command.result.then(({ stderr }) => reject(new Error(`The back end has exited: ${stderr}`)), reject);
  });
  return { url: `http://127.0.0.1:${port}/`, stop };
}
