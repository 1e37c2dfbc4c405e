import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { renderCall, renderRequest } from '../sdk-call/render-call.ts';
import { groups } from './groups.ts';
import { exampleValues, fillKeys } from './request-values.ts';
import { toReproduction } from './to-reproduction.ts';

const require = createRequire(import.meta.url);
const context = { baseUrl: 'http://127.0.0.1:8080', username: `AC${'0'.repeat(32)}` };
const operations = groups.flatMap((group) => group.operations);

interface Sent {
  readonly method: string;
  readonly uri: string;
}

/** Runs the code with the official SDK, whose requests end before the network; returns the request that it sends. */
async function runWithSdk(code: string): Promise<Sent | undefined> {
  const twilio = require('twilio');
  let sent: Sent | undefined;
  const httpClient = {
    request: async (request: Sent) => {
      sent = request;
      return { statusCode: 200, body: {}, headers: {} };
    },
  };
  const withClient = (name: string) => (sid: string) =>
    name === 'twilio' ? twilio(sid, 'token', { httpClient }) : undefined;
  const run = new Function('require', 'process', `return (async () => { ${code} })()`);
  // The reply is not that of the API, and the SDK may refuse it.
  await run(withClient, { env: { AUTH_TOKEN: 'token' } }).catch(() => {});
  return sent;
}

const calls = operations
  .filter(({ action }) => action !== undefined)
  .flatMap((operation) => operation.paths.map((path) => ({ name: path.name, operation, path })));

test.each(calls)(
  'the code of $name is a call of the SDK that sends the request',
  async ({ operation, path }) => {
    const values = exampleValues(operation, path);
    const reproduction = toReproduction(operation, path, values);
    if (reproduction.kind !== 'call') throw new Error('The SDKs have every operation of a resource.');
    const sent = await runWithSdk(renderCall(reproduction.call, 'Node', context));
    expect(sent?.method.toUpperCase()).toBe(operation.method);
    expect(new URL(sent?.uri ?? '').pathname).toBe(fillKeys(path, values.keys));
  },
);

const commandOf = (name: string): string => {
  const operation = operations.find((each) => each.name === name);
  if (operation === undefined) throw new Error(`There is no ${name}.`);
  const reproduction = toReproduction(
    operation,
    operation.paths[0],
    exampleValues(operation, operation.paths[0]),
  );
  if (reproduction.kind !== 'request') throw new Error(`${name} is a call.`);
  return renderRequest(reproduction.request, context);
};

test('the code of an endpoint is a command with its body, and with credentials only where it needs them', () => {
  expect(commandOf('AdvanceClock')).toMatch(
    /^curl http:\/\/127.0.0.1:8080\/colloquy\/v1\/clock\/advance -u AC0+:\$AUTH_TOKEN \\\n {2}--data-urlencode Duration=PT15M$/,
  );
  expect(commandOf('CreateMedia')).toMatch(
    /-X POST \\\n {2}-H 'Content-Type: image\/png' \\\n {2}--data-binary @photo.png$/,
  );
  expect(commandOf('FetchMediaSet')).toMatch(/--data-binary '\{"command":"get","list":\[/);
  expect(commandOf('FetchHealth')).toBe('curl http://127.0.0.1:8080/healthz');
});
