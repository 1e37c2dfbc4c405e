/**
 * ejabberd from Debian's package: a server for chat that keeps its rooms in Mnesia, which writes changes to the disk
 * later. The private instance has nothing in common with the service that the package installs: it is not a node of
 * distributed Erlang, so it needs no name, no cookie and no epmd, and it keeps all files in the folder of the run.
 */

import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  assertDone,
  createRoom,
  ejabberdHost,
  ejabberdScenarios,
  roomName,
} from '../load/ejabberd-requests.ts';
import { freePort, pidOf, start } from '../machine/child-processes.ts';
import { pinCommand } from '../machine/pinning.ts';
import { progressLine } from '../progress.ts';
import type { ProductOptions } from '../targets/product.ts';
import { sendExpecting } from '../targets/send-request.ts';
import { awaitReplies } from './await-replies.ts';
import type { Peer } from './peer.ts';

/** Starts ejabberd with this number of rooms; returns null where the package is not installed. */
export async function startEjabberd(productOptions: ProductOptions, rows: number): Promise<Peer | null> {
  const libraries = findLibraries();
  if (libraries === null) return null;
  const { processor, temporaryFolder } = productOptions;
  const folder = join(temporaryFolder, 'ejabberd');
  const port = await freePort();
  const configuration = join(folder, 'ejabberd.yml');
  mkdirSync(folder);
  writeFileSync(configuration, configure(port));
  const log = openSync(join(folder, 'output.log'), 'a');
  // The emulator starts a scheduler for each processor that it may use. SIGINT is left to the harness, which stops it.
  const schedulers = processor === null ? [] : ['+S', '1:1'];
  const options = ['+Bi', '-noinput', '-mnesia', 'dir', JSON.stringify(join(folder, 'spool'))];
  const child = start(pinCommand(processor, ['erl', ...schedulers, ...options, '-s', 'ejabberd']), {
    stdio: ['ignore', log, log],
    folder,
    environment: {
      HOME: folder,
      ERL_LIBS: libraries,
      ERL_CRASH_DUMP: join(folder, 'crash.dump'),
      EJABBERD_CONFIG_PATH: configuration,
      EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
    },
  });
  closeSync(log);
  await awaitReplies('ejabberd', child, port);
  return {
    name: 'ejabberd',
    port,
    pid: pidOf(child),
    dialect: 'ejabberd',
    scenarios: ejabberdScenarios,
    sids: { from: 'list', sids: await createRooms(port, rows) },
  };
}

/** Returns the folder of the package's Erlang libraries, which its control script knows, or null without the package. */
function findLibraries(): string | null {
  // Only root has the folder of the script on the path.
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin'];
  const script = folders.map((folder) => join(folder, 'ejabberdctl')).find((path) => existsSync(path));
  if (script === undefined) return null;
  return /^ERL_LIBS='([^']+)'$/m.exec(readFileSync(script, 'utf8'))?.[1] ?? null;
}

/** Every command is allowed from this machine, without credentials. The file is YAML, which JSON is a part of. */
function configure(port: number): string {
  return JSON.stringify({
    hosts: [ejabberdHost],
    loglevel: 'none',
    listen: [
      {
        port,
        ip: '127.0.0.1',
        module: 'ejabberd_http',
        // Its default of five delays the connections that the load process opens at once.
        backlog: 1024,
        request_handlers: { '/api': 'mod_http_api' },
      },
    ],
    api_permissions: {
      bench: { from: 'mod_http_api', who: { access: { allow: [{ ip: '127.0.0.0/8' }] } }, what: '*' },
    },
    modules: { mod_http_api: {}, mod_muc: {}, mod_muc_admin: {} },
  });
}

/** Creates rooms through the API and returns their names. */
async function createRooms(port: number, count: number): Promise<string[]> {
  const names: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    if (number % 1000 === 1) progressLine(`filling ejabberd: ${number - 1} of ${count} rooms`);
    assertDone((await sendExpecting(port, 200, createRoom(number))).body);
    names.push(roomName(number));
  }
  return names;
}
