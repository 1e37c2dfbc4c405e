import { defaultTokenLifetimeSeconds, maxTokenLifetimeSeconds } from '@colloquy/contract';
import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { connectionSettings, printsJson, sharedUrl } from './shared-flags.ts';

const account = { account: ['AC...', 'The account. Default: the first one.'] } as const;

/** Adds the commands for API keys and access tokens. */
export function addAccountCommands(program: TerminalCommand): void {
  addCommand(program, {
    usage: 'token',
    summary: 'create an access token for a user of the client SDKs',
    example: 'token --identity alice',
    flags: {
      identity: ['NAME', 'The user; required.'],
      service: ['IS...', "The conversation service. Default: the account's default service."],
      ttl: [
        'SECONDS',
        `Lifetime, up to ${maxTokenLifetimeSeconds}. Default: ${defaultTokenLifetimeSeconds}.`,
      ],
      ...sharedUrl,
    },
    json: 'Print JSON that also has the service and the expiry date.',
    settings: connectionSettings,
    run: async (input) => (await import('../credentials/token.ts')).createToken(input),
  });
  const keys = addGroup(
    program,
    'keys',
    'create, list and delete API keys in the database',
    'keys create --name ci',
  );
  keys.notes = "While a server has a SQLite file open, use the server's API instead.";
  addCommand(keys, {
    usage: 'create',
    summary: 'create a key and print its secret',
    example: 'keys create --name ci',
    flags: { name: ['NAME', 'A name to recognize the key by.'], ...account },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../credentials/keys.ts')).createKey(input),
  });
  addCommand(keys, {
    usage: 'list',
    summary: 'list the keys of an account',
    example: 'keys list',
    flags: account,
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../credentials/keys.ts')).listKeys(input),
  });
  addCommand(keys, {
    usage: 'delete <SID>',
    summary: 'delete a key by its SID, SK...',
    example: 'keys delete SK0123456789abcdef0123456789abcdef',
    flags: account,
    json: printsJson,
    settings: connectionSettings,
    run: async (input, sid) => (await import('../credentials/keys.ts')).deleteKey(input, sid),
  });
}
