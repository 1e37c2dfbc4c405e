import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSettingsWithSources } from './read-settings.ts';
import { readSettingFiles } from './setting-files.ts';

const root = mkdtempSync(join(tmpdir(), 'colloquy-setting-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(root, 'folder-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('flags precede variables, variables .env, .env the config file, and that the defaults', () => {
  const folder = folderWith({
    '.env': '# Comment\nPORT=2\nHOST="0.0.0.0"\nCOLLOQUY_LOG_LEVEL=debug\nOTHER=x\nCOLLOQUY_API_KEYS=\n',
    'colloquy.config.json': JSON.stringify({
      $schema: 'x',
      port: 1,
      logLevel: 'warn',
      testClock: true,
      console: false,
      mediaTypes: ['image/*', 'text/plain'],
      publicUrl: 'https://chat.example',
    }),
  });
  const environment = { PORT: '3', HOST: '127.0.0.2' };
  const { settings, sources } = readSettingsWithSources({ port: '4' }, environment, readSettingFiles(folder));
  const found = (
    ['port', 'host', 'logLevel', 'testClock', 'console', 'mediaTypes', 'requestHistory'] as const
  ).map((name) => [name, settings[name], sources[name]]);
  expect(found).toEqual([
    ['port', '4', '--port'],
    ['host', '127.0.0.2', 'environment'],
    ['logLevel', 'debug', '.env'],
    ['testClock', '1', 'colloquy.config.json'],
    ['console', '0', 'colloquy.config.json'],
    ['mediaTypes', 'image/*,text/plain', 'colloquy.config.json'],
    ['requestHistory', '500', 'default'],
  ]);
  expect([settings.publicUrl, settings.apiKeys]).toEqual(['https://chat.example', '']);
});

test('.env can name the file of a secret', () => {
  const secret = join(root, 'secret');
  writeFileSync(secret, 'token\n');
  const files = readSettingFiles(folderWith({ '.env': `COLLOQUY_AUTH_TOKEN_FILE=${secret}` }));
  const { settings, sources } = readSettingsWithSources({}, {}, files);
  expect([settings.authToken, sources.authToken]).toEqual(['token', secret]);
});

test('a folder without the files, or with a folder of the name, has no settings', () => {
  const folder = folderWith({});
  mkdirSync(join(folder, '.env'));
  expect(readSettingFiles(folder)).toEqual({ environment: {}, config: {} });
  expect(readSettingFiles(join(folder, 'none'))).toEqual({ environment: {}, config: {} });
});

test.each<[string, string, RegExp]>([
  ['is not JSON', '{ port: 1 }', /^colloquy\.config\.json is not JSON: /],
  ['is a list', '[]', /^colloquy\.config\.json must be an object/],
  ['has an unknown name', '{"prot":1}', /"prot" is not a setting; did you mean port\?$/],
  ['has a property of every object as a name', '{"constructor":1}', /"constructor" is not a setting/],
  [
    'has an object as a value',
    '{"authToken":{"secretWord":1}}',
    /^((?!secretWord).)*authToken must be a text/,
  ],
])('a config file that %s is an error that names it', (_, text, message) => {
  expect(() => readSettingFiles(folderWith({ 'colloquy.config.json': text }))).toThrow(message);
});
