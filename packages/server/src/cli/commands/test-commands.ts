import { faultKinds } from '@colloquy/contract';
import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { connectionSettings, printsJson, sharedUrl } from './shared-flags.ts';

/** Adds the commands that stand in for people on other channels, for time, and for what fails. */
export function addTestCommands(program: TerminalCommand): void {
  addCommand(program, {
    usage: 'inbound',
    summary: 'inject a message that somebody sends to one of your addresses',
    example: "inbound --from +15550100 --to +15550199 --body 'Is anybody there?'",
    flags: {
      from: ['ADDRESS', 'The sender, such as +15550100, whatsapp:+15550100 or ann@example.com; required.'],
      to: ['ADDRESS', 'Your address; required.'],
      body: ['TEXT', 'The text of the message.'],
      'media-sid': ['ME...', 'Uploaded media to attach.'],
      attributes: ['JSON', 'Attributes of the message.'],
      ...sharedUrl,
    },
    lists: { recipient: ['ADDRESS', 'Another telephone number that a group message was sent to.'] },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await import('../testing/inbound.ts')).injectInbound(input),
  });
  const clock = addGroup(program, 'clock', 'read and move the test clock', 'clock advance PT10M');
  clock.notes = 'The server needs COLLOQUY_TEST_CLOCK=1.';
  const shared = { flags: sharedUrl, json: printsJson, settings: connectionSettings };
  const load = () => import('../testing/clock.ts');
  addCommand(clock, {
    usage: 'now',
    summary: 'print the time of the test clock',
    example: 'clock now',
    ...shared,
    run: async (input) => (await load()).showClock(input),
  });
  addCommand(clock, {
    usage: 'advance <DURATION>',
    summary: 'advance the test clock, and finish the work that becomes due',
    example: 'clock advance PT10M',
    ...shared,
    run: async (input, duration) => (await load()).advanceClock(input, duration),
  });
  addCommand(clock, {
    usage: 'freeze',
    summary: 'let the test clock stand still',
    example: 'clock freeze',
    ...shared,
    run: async (input) => (await load()).freezeClock(input),
  });
  addCommand(clock, {
    usage: 'resume',
    summary: 'let the test clock run again',
    example: 'clock resume',
    ...shared,
    run: async (input) => (await load()).resumeClock(input),
  });
  const faults = addGroup(
    program,
    'faults',
    'make requests, webhooks and sockets fail',
    'faults add --kind error --operation CreateConversation --status 429 --retry-after 1',
  );
  faults.notes = 'The server needs COLLOQUY_TEST_TOOLS=1.';
  const loadFaults = () => import('../testing/faults.ts');
  addCommand(faults, {
    usage: 'add',
    summary: 'make something fail, for the account of the credentials',
    example: 'faults add --kind lost_reply --operation CreateConversationMessage --count 1',
    flags: {
      kind: ['KIND', `One of ${faultKinds.join(', ')}; required.`],
      operation: ['NAME', 'Only this operation, or for webhooks this event.'],
      probability: ['NUMBER', 'How likely it is each time, from 0 to 1. [1]'],
      count: ['NUMBER', 'How often it happens until it ends.'],
      status: ['NUMBER', 'The status of an error or a webhook_error.'],
      'retry-after': ['SECONDS', 'The header Retry-After of an error.'],
      'delay-ms': ['NUMBER', 'Milliseconds that a delay takes. [1000]'],
      ...sharedUrl,
    },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await loadFaults()).addFault(input),
  });
  addCommand(faults, {
    usage: 'list',
    summary: 'list the faults of the account, with how often each has happened',
    example: 'faults list',
    ...shared,
    run: async (input) => (await loadFaults()).printFaults(input),
  });
  addCommand(faults, {
    usage: 'clear',
    summary: 'end all faults of the account',
    example: 'faults clear',
    ...shared,
    run: async (input) => (await loadFaults()).clearFaults(input),
  });
}
