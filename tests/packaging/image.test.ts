import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { basicAuthorization } from '../support/http/caller.ts';
import { freePort } from '../support/processes/free-port.ts';
import { buildImage, type Image, parseDockerfile } from './support/build-image.ts';
import { run, runOrThrow, startServer } from './support/commands.ts';
import { copyContext, linkModules, temporaryFolder } from './support/workspace.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = temporaryFolder();
let image: Image;

beforeAll(async () => {
  const [context, scratch] = [join(folder.path, 'context'), join(folder.path, 'image')];
  copyContext(context);
  image = await buildImage(parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8')), {
    context,
    scratch,
    runReplacements: {
      // The running test has installed the modules already.
      'npm ci --ignore-scripts': (stage) => linkModules(join(stage, 'app')),
      'install --directory --owner=node --group=node /data': (stage) =>
        mkdirSync(join(stage, 'data'), { recursive: true }),
    },
  });
}, 240_000);

afterAll(() => folder.remove());

/** The image's variables, with a folder for `/data` and the loopback interface only. */
function environment(port: string): Record<string, string> {
  const mapped = Object.entries(image.environment).map(([name, value]) => [
    name,
    value.replace(/^(sqlite|file):\/data\//, `$1:${image.root}/data/`),
  ]);
  return { ...Object.fromEntries(mapped), HOST: '127.0.0.1', PORT: port };
}

test('the image contains no development dependencies', async () => {
  const modules = join(image.root, 'app/node_modules');
  const found = await runOrThrow('ls', ['-A', modules], { cwd: image.root });
  expect(found.split('\n')).toEqual(expect.arrayContaining(['colloquy', '@colloquy', 'fastify', 'pg']));
  expect(found.split('\n')).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(node|typescript|vitest|twilio|vite)$/)]),
  );
});

test("the image's command serves requests, its health check passes, and it stops on a signal", async () => {
  const options = {
    cwd: join(image.root, image.workingDirectory),
    env: environment(String(await freePort())),
  };
  const check = () => {
    const [program = '', ...args] = image.healthCheck;
    return run(program, args, options);
  };
  const [program = '', ...args] = [...image.entrypoint, ...image.command];
  expect((await check()).code).toBe(1);
  const server = await startServer(program, args, options);
  const served = await Promise.all(['console', 'docs'].map((path) => fetch(`${server.url}/${path}/`)));
  const healthy = await check().finally(() => server.stop());
  expect(healthy.code).toBe(0);
  expect(served.map(({ status }) => status)).toEqual([200, 200]);
  expect(await server.stop()).toBe(0);
  expect(await runOrThrow('ls', ['data'], { cwd: image.root })).toContain('colloquy.db');
});

test('the image stores media on its volume', async () => {
  const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };
  const env = {
    ...environment('0'),
    // The default folder of media depends on the database; with a database server, it would be outside of the volume.
    COLLOQUY_DATABASE_URL: 'sqlite::memory:',
    COLLOQUY_ACCOUNT_SID: account.sid,
    COLLOQUY_AUTH_TOKEN: account.token,
  };
  const [program = '', ...args] = [...image.entrypoint, ...image.command];
  const server = await startServer(program, args, { cwd: join(image.root, image.workingDirectory), env });
  try {
    const headers = { authorization: basicAuthorization(account.sid, account.token) };
    const send = async (path: string, type: string, body: string) => {
      const init = { method: 'POST', headers: { ...headers, 'content-type': type }, body };
      const reply = await fetch(`${server.url}/v1/Services${path}`, init);
      expect(reply.status).toBe(201);
      return String(Object(await reply.json()).sid);
    };
    const service = await send('', 'application/x-www-form-urlencoded', 'FriendlyName=Shop');
    const media = await send(`/${service}/Media`, 'text/plain', 'content');
    const path = join(image.root, 'data/media', media.slice(-2), media);
    expect(readFileSync(path, 'utf8')).toBe('content');
    // Other users of a host that shares the volume must not read them.
    for (const each of [path, dirname(path), join(image.root, 'data/media')])
      expect(statSync(each).mode & 0o077).toBe(0);
  } finally {
    await server.stop();
  }
});

test('every variable that the image, compose.yaml and the samples set is a setting', async () => {
  const options = { cwd: join(image.root, image.workingDirectory) };
  const [program = '', ...args] = [...image.entrypoint, 'serve', '--help'];
  const help = await runOrThrow(program, args, options);
  const samples = readdirSync(join(root, 'deploy'), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => `deploy/${name}`);
  const inFiles = ['compose.yaml', ...samples].flatMap(
    (path) => readFileSync(join(root, path), 'utf8').match(/\bCOLLOQUY_\w+/g) ?? [],
  );
  const names = [...Object.keys(image.environment), ...inFiles];
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => name !== 'NODE_ENV' && !new RegExp(`\\b${name}\\b`).test(help))).toEqual([]);
});
