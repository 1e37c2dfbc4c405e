import { addCommand } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { connectionSettings, printsJson, sharedUrl } from './shared-flags.ts';

/** Adds the search of a running server, and the command that rebuilds its index. */
export function addSearchCommands(program: TerminalCommand): void {
  addCommand(program, {
    usage: 'search [TEXT]',
    summary: 'find messages, conversations, participants and users, newest first',
    example: 'search zurich --kind message',
    notes:
      'All words must be there; the last one can be the beginning of a word. Without a text, the flags alone decide.',
    flags: {
      service: ['IS...', 'Only in this service.'],
      conversation: ['CH...', 'Only this conversation and what is in it.'],
      author: ['NAME', 'Only messages of this author, and participants and users with this identity.'],
      address: ['ADDRESS', 'Only participants with this address, and messages from it.'],
      state: ['STATE', 'Only conversations in this state.'],
      since: ['DATE', 'Only what was created at this ISO 8601 time or later.'],
      until: ['DATE', 'Only what was created at this ISO 8601 time or earlier.'],
      limit: ['NUMBER', 'Maximum number of results. Default: 20.'],
      ...sharedUrl,
    },
    lists: {
      kind: ['KIND', 'Only messages (message), conversations, participants or users.'],
      attribute: ['PATH[=VALUE]', 'Only with this in the attributes, such as order.id=42.'],
    },
    json: printsJson,
    settings: connectionSettings,
    run: async (input, text) => (await import('../search.ts')).search(input, text),
  });
  addCommand(program, {
    usage: 'recent',
    summary: 'list conversations, the last active first',
    example: 'recent --limit 10',
    flags: {
      service: ['IS...', 'The conversation service. Default: the default one of the account.'],
      limit: ['NUMBER', 'Maximum number of conversations. Default: 20.'],
      ...sharedUrl,
    },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../search.ts')).listRecent(input),
  });
  addCommand(program, {
    usage: 'reindex',
    summary: 'rebuild the search index of the account, while searches go on',
    example: 'reindex',
    notes: 'The server continues if you interrupt the command.',
    flags: sharedUrl,
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../search.ts')).reindex(input),
  });
}
