import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { fixtureNames } from '../webhooks/fixtures.ts';
import { connectionSettings, printsJson, sharedUrl } from './shared-flags.ts';

const filters = {
  event: ['NAME', 'Only deliveries of this event, such as onMessageAdded.'],
  conversation: ['CH...', 'Only deliveries of events of this conversation.'],
  service: ['IS...', 'Only deliveries of events of this service.'],
  target: [
    'AC...|IS...|WH...',
    'Only deliveries to the webhook of this account or service, or to this webhook.',
  ],
} as const;

/** Adds the commands that inspect, replay and send webhook deliveries. */
export function addWebhookCommands(program: TerminalCommand): void {
  const webhooks = addGroup(
    program,
    'webhooks',
    'inspect, replay, trigger and forward webhook deliveries',
    'webhooks list --state dead',
  );
  const load = () => import('../webhooks/webhooks.ts');
  addCommand(webhooks, {
    usage: 'list',
    summary: 'list deliveries, newest first',
    example: 'webhooks list --state dead',
    flags: {
      state: ['STATE', 'Only deliveries that are pending, delivered, dead, unsupported or pre_action.'],
      ...filters,
      limit: ['NUMBER', 'Maximum number of deliveries. Default: 20.'],
      ...sharedUrl,
    },
    json: printsJson,
    settings: connectionSettings,
    run: async (input) => (await load()).list(input),
  });
  addCommand(webhooks, {
    usage: 'show <DELIVERY>',
    summary: 'show a delivery, WD..., with its attempts',
    example: 'webhooks show WD0123456789abcdef0123456789abcdef',
    flags: sharedUrl,
    json: printsJson,
    settings: connectionSettings,
    run: async (input, sid) => (await load()).show(input, sid),
  });
  addCommand(webhooks, {
    usage: 'replay [DELIVERY]',
    summary: 'send again one delivery, WD..., or all deliveries in a state',
    example: 'webhooks replay --state dead',
    flags: {
      to: ['URL', 'Sends a single delivery to another URL.'],
      state: ['STATE', 'Replays all deliveries that are delivered, dead or unsupported.'],
      ...filters,
      ...sharedUrl,
    },
    json: printsJson,
    settings: connectionSettings,
    run: async (input, sid) => (await load()).replay(input, sid),
  });
  addCommand(webhooks, {
    usage: 'trigger <EVENT>',
    summary: 'make an event happen in a new conversation, or send an event of an existing one again',
    example: 'webhooks trigger onMessageAdded',
    notes: `Without --conversation, a fixture makes the event happen through the API, in a new
conversation, which stays. There are fixtures for:
${fixtureNames.map((name) => `  ${name}`).join('\n')}`,
    flags: {
      conversation: ['CH...', 'The conversation whose newest such event is sent again.'],
      message: ['IM...', 'The message, for events about messages.'],
      ...sharedUrl,
    },
    json: printsJson,
    settings: connectionSettings,
    run: async (input, event) => (await import('../webhooks/trigger.ts')).trigger(input, event),
  });
  addCommand(webhooks, {
    usage: 'listen',
    summary: 'print events as they happen, and forward them',
    example: 'webhooks listen --forward-to http://127.0.0.1:3000/events',
    flags: {
      'forward-to': ['URL', 'URL that receives each event in a signed request, like a webhook.'],
      ...sharedUrl,
    },
    lists: { event: ['NAME', 'Only this event, such as onMessageAdded.'] },
    json: 'Print each event as JSON on a line.',
    settings: connectionSettings,
    run: async (input) => (await load()).listenUntilStopped(input),
  });
}
