import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { connectionSettings, printsJson, sharedUrl } from './shared-flags.ts';

const service = {
  service: ['IS...', 'The conversation service. Default: the default one of the account.'],
} as const;

const periods = {
  messages: ['PERIOD', 'How long messages are kept after their creation, such as P90D.'],
  'closed-conversations': ['PERIOD', 'How long conversations are kept after they were closed.'],
  media: ['PERIOD', 'How long media are kept after their upload.'],
} as const;

/** Adds the commands for the retention of services. */
export function addRetentionCommands(program: TerminalCommand): void {
  const retention = addGroup(
    program,
    'retention',
    'delete messages, closed conversations and media of a service when they are old',
    'retention set --messages P90D',
  );
  addCommand(retention, {
    usage: 'set',
    summary: 'set how long a running server keeps the data of a service',
    example: 'retention set --service IS0123456789abcdef0123456789abcdef --messages P90D --media P30D',
    notes:
      'Periods are ISO 8601 durations from PT1H on. Flags that are left out change nothing; an empty one keeps the objects permanently. The server begins at once: see what it will delete with retention dry-run.',
    flags: { ...service, ...periods, ...sharedUrl },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../retention/retention.ts')).setRetention(input),
  });
  addCommand(retention, {
    usage: 'show',
    summary: 'print how long a running server keeps the data of a service',
    example: 'retention show',
    flags: { ...service, ...sharedUrl },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../retention/retention.ts')).showRetention(input),
  });
  addCommand(retention, {
    usage: 'unset',
    summary: 'keep the data of a service permanently',
    example: 'retention unset',
    flags: { ...service, ...sharedUrl },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../retention/retention.ts')).unsetRetention(input),
  });
  addCommand(retention, {
    usage: 'dry-run',
    summary: 'count what would be deleted, in the database, also while a server runs',
    example: 'retention dry-run --messages P90D --at 2030-01-01',
    notes: 'Deletes nothing. Without periods, it counts by those that are set.',
    flags: {
      ...service,
      ...periods,
      at: ['DATE', 'As of this ISO 8601 time. Default: now.'],
    },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../retention/dry-run.ts')).dryRun(input),
  });
}
