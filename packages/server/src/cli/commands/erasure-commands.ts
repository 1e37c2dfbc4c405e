import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { confirmed, printsJson } from './shared-flags.ts';

const settings = ['databaseUrl', 'accountSid', 'authToken'] as const;

const person = {
  identity: ['NAME', 'The identity of the person on chat.'],
  address: ['ADDRESS', 'The address of the person on another channel, such as +15550100.'],
} as const;

const notes = 'The commands use the database of the settings. On a SQLite file, no server may run.';

/** Adds the commands that erase a person's data, and those for legal holds. */
export function addErasureCommands(program: TerminalCommand): void {
  addCommand(program, {
    usage: 'erase',
    summary: "erase a person's data for good, and print a signed proof",
    example: 'erase --identity alice --dry-run',
    notes: `Erases the users, participants, messages and media of the person in all services of the account, and what events,
webhook deliveries and stored results of requests say about them. It works on the database of the settings; on a SQLite
file, no server may run. Interrupt it and run it again at any time: it continues.`,
    flags: {
      ...person,
      'keep-structure': ['', 'Keep messages with their indexes and dates, without author, text and media.'],
      'skip-rewrite': ['', 'Leave remains in the free space of the database until it is reused.'],
      'dry-run': ['', 'Erase nothing: print what there is.'],
      ...confirmed,
    },
    json: printsJson,
    settings: [...settings, 'mediaUrl'],
    run: async (input) => (await import('../erasure/erase.ts')).erasePerson(input),
  });
  const erasures = addGroup(program, 'erasures', 'list erasures, and verify their proofs', 'erasures list');
  erasures.notes = notes;
  addCommand(erasures, {
    usage: 'list',
    summary: 'list the erasures of the account, with their proofs',
    example: 'erasures list --identity alice',
    flags: person,
    json: printsJson,
    settings,
    run: async (input) => (await import('../erasure/erasures.ts')).listErasures(input),
  });
  addCommand(erasures, {
    usage: 'verify <FILE>',
    summary: 'verify a proof and print what it says',
    example: 'erasures verify proof.txt',
    flags: { key: ['FILE', 'The public key in PEM. Default: that of the database.'] },
    json: printsJson,
    settings,
    run: async (input, file) => (await import('../erasure/erasures.ts')).verifyErasure(input, file),
  });
  addCommand(erasures, {
    usage: 'key',
    summary: 'print the public key that verifies the proofs',
    example: 'erasures key',
    json: printsJson,
    settings,
    run: async (input) => (await import('../erasure/erasures.ts')).printKey(input),
  });
  const holds = addGroup(
    program,
    'hold',
    'keep a service or a conversation from erasure and retention',
    'hold add --service IS0123456789abcdef0123456789abcdef',
  );
  holds.notes = notes;
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
