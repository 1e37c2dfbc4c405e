import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { printsJson } from './shared-flags.ts';

const settings = ['databaseUrl', 'accountSid', 'authToken'] as const;

/** Adds the commands for legal holds. */
export function addErasureCommands(program: TerminalCommand): void {
  const holds = addGroup(
    program,
    'hold',
    'keep a service or a conversation from erasure and retention',
    'hold add --service IS0123456789abcdef0123456789abcdef',
  );
  holds.notes = 'The commands use the database of the settings. On a SQLite file, no server may run.';
  addCommand(holds, {
    usage: 'add',
    summary: 'add a legal hold and print its SID',
    example: 'hold add --service IS0123456789abcdef0123456789abcdef --reason "Case 12"',
    flags: {
      service: ['IS...', 'The conversation service; required.'],
      conversation: ['CH...', 'Only this conversation.'],
      reason: ['TEXT', 'Why; commands that a hold stops show it.'],
    },
    json: printsJson,
    settings,
    run: async (input) => (await import('../erasure/holds.ts')).addHold(input),
  });
  addCommand(holds, {
    usage: 'list',
    summary: 'list the legal holds of the account',
    example: 'hold list',
    json: printsJson,
    settings,
    run: async (input) => (await import('../erasure/holds.ts')).listHolds(input),
  });
  addCommand(holds, {
    usage: 'remove <SID>',
    summary: 'remove a legal hold by its SID, LH...',
    example: 'hold remove LH0123456789abcdef0123456789abcdef',
    json: printsJson,
    settings,
    run: async (input, sid) => (await import('../erasure/holds.ts')).removeHold(input, sid),
  });
}
