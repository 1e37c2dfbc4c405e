/**
 * Imports 100,000 messages in 5,000 conversations from a server that throttles and fails, kills the import ten times on the
 * way, and compares every object afterwards. Prints the figures of docs/importing.md.
 *
 *   node --conditions=colloquy-source scripts/prove-import.ts [TARGET_DATABASE_URL]
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  runColloquyCommand,
  startColloquyCommand,
  startServerProcess,
} from '../tests/support/processes/colloquy-command.ts';
import { startFlakyProxy } from '../tests/transfer/support/flaky-proxy.ts';

const [conversations, messagesEach, kills] = [5000, 20, 10];
const directory = mkdtempSync(join(tmpdir(), 'colloquy-prove-import-'));
const account = { COLLOQUY_ACCOUNT_SID: `AC${'a'.repeat(32)}`, COLLOQUY_AUTH_TOKEN: 'token' };
const environmentOf = (name: string, url = `sqlite:${join(directory, name, 'colloquy.db')}`) => ({
  ...account,
  COLLOQUY_DATABASE_URL: url,
  COLLOQUY_MEDIA_URL: `file:${join(directory, name, 'media')}`,
});

const sid = (prefix: string, number: number): string => prefix + number.toString(16).padStart(32, '0');
const service = { chat_service_sid: sid('IS', 1) };
const dates = { date_created: '2024-05-01T12:00:00.000Z', date_updated: '2024-05-02T12:00:00.000Z' };

/** The lines of an export: a service whose users are in 5,000 conversations. */
function* linesOfSource(): Generator<readonly [file: string, line: object]> {
  const role = (number: number, type: string) => ({
    ...service,
    sid: sid('RL', number),
    friendly_name: type,
    type,
    permissions: [],
    ...dates,
  });
  yield [
    'services',
    {
      sid: service.chat_service_sid,
      friendly_name: 'Source',
      default_conversation_creator_role_sid: sid('RL', 2),
      default_conversation_role_sid: sid('RL', 2),
      default_chat_service_role_sid: sid('RL', 1),
      reachability_enabled: false,
      ...dates,
    },
  ];
  yield ['account', { default_service_sid: service.chat_service_sid }];
  yield ['roles', role(1, 'service')];
  yield ['roles', role(2, 'conversation')];
  for (let user = 0; user < 500; user++)
    yield [
      'users',
      {
        ...service,
        sid: sid('US', user),
        identity: `user-${user}`,
        attributes: '{}',
        role_sid: sid('RL', 1),
        ...dates,
      },
    ];
  for (let number = 0; number < conversations; number++) {
    const conversation_sid = sid('CH', number);
    const within = { ...service, conversation_sid, ...dates, attributes: '{ "n": 1 }' };
    yield [
      'conversations',
      {
        ...service,
        sid: conversation_sid,
        unique_name: `order-${number}`,
        attributes: `{"order": ${number}}`,
        state: 'active',
        ...dates,
      },
    ];
    yield [
      'participants',
      {
        ...within,
        sid: sid('MB', number),
        identity: `user-${number % 500}`,
        role_sid: sid('RL', 2),
        last_read_message_index: 7,
      },
    ];
    for (let index = 0; index < messagesEach; index++)
      yield [
        'messages',
        {
          ...within,
          sid: sid('IM', number * messagesEach + index),
          message_index: 2 * index,
          author: `user-${number % 500}`,
          participant_sid: sid('MB', number),
          body: `Message ${index} of order ${number}: where is my parcel?`,
        },
      ];
  }
}

function writeSource(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, string[]>();
  for (const [file, line] of linesOfSource()) {
    const lines = files.get(file) ?? [];
    files.set(file, lines);
    lines.push(JSON.stringify(line));
  }
  for (const [file, lines] of files) writeFileSync(join(folder, `${file}.ndjson`), `${lines.join('\n')}\n`);
  const counts = Object.fromEntries([...files].map(([file, lines]) => [file, lines.length]));
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ format: 'colloquy-export', version: 1, counts }),
  );
}

/** Peak of the resident memory of a process in MB; 0 when it has ended. */
function peakMemory(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}

const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

try {
  const sourceEnvironment = environmentOf('source');
  writeSource(join(directory, 'export'));
  let startedAt = performance.now();
  const filled = await runColloquyCommand(['import', 'ndjson', join(directory, 'export')], sourceEnvironment);
  if (filled.code !== 0) throw new Error(filled.stderr);
  console.log(`import ndjson: ${seconds(startedAt)}`);

  await using server = await startServerProcess({ ...sourceEnvironment, COLLOQUY_LOG_LEVEL: 'error' });
  await using proxy = await startFlakyProxy(server.baseUrl);
  const target = {
    ...environmentOf('target', process.argv[2]),
    TWILIO_ACCOUNT_SID: account.COLLOQUY_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: account.COLLOQUY_AUTH_TOKEN,
  };
  const args = ['import', 'twilio', '--source-url', proxy.url, '--rate', '10000', '--concurrency', '16'];
  let peak = 0;
  const run = async (killAfterMs: number | undefined, ...more: readonly string[]) => {
    const command = startColloquyCommand([...args, ...more], target, directory);
    const watch = setInterval(() => (peak = Math.max(peak, peakMemory(command.process.pid))), 200);
    if (killAfterMs !== undefined) void wait(killAfterMs).then(() => command.process.kill('SIGKILL'));
    const result = await command.result;
    clearInterval(watch);
    return result;
  };

  startedAt = performance.now();
  for (let kill = 0; kill < kills; kill++) await run(8000);
  const imported = await run(undefined);
  console.log(imported.stdout, imported.stderr);
  console.log(
    `import twilio with ${kills} kills: ${seconds(startedAt)}, ${proxy.requests} requests, ${peak.toFixed(0)} MB`,
  );
  startedAt = performance.now();
  const verified = await run(undefined, '--verify');
  console.log(verified.stdout, verified.stderr, `verify: ${seconds(startedAt)}, ${peak.toFixed(0)} MB`);
  startedAt = performance.now();
  const again = await run(undefined);
  console.log(again.stdout, again.stderr, `second import: ${seconds(startedAt)}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
