import { afterEach, beforeEach, expect, it } from 'vitest';
import { account, bodyOf, makeDeps, operationsOf, requestIn } from '../../../test/harness.ts';
import { decodeProperties } from '../../events/decode-event.ts';
import { readEvents } from '../../events/event-log.ts';
import type { HandlerDeps, OperationHandler } from '../../rest/handler.ts';
import { runCommand } from '../../rest/pipeline.ts';
import { conversationResource } from '../conversation/handlers.ts';
import { participantResource } from '../participant/handlers.ts';
import { serviceResource } from '../service/handlers.ts';
import { userConversationResource } from './handlers.ts';

let deps: HandlerDeps;
let service: string;
let conversation: string;

beforeEach(async () => {
  deps = await makeDeps();
  const made = await operationsOf(deps, serviceResource).create({
    ...requestIn(''),
    parameters: { friendlyName: 'S' },
  });
  service = bodyOf(made).sid;
  const row = await operationsOf(deps, conversationResource).create({
    ...requestIn(service),
    parameters: {},
  });
  conversation = bodyOf(row).sid;
  await operationsOf(deps, participantResource).create({
    ...requestIn(service),
    parents: { ConversationSid: conversation },
    parameters: { identity: 'alice', xTwilioWebhookEnabled: true },
  });
});

afterEach(() => deps.storage.close());

const membership = () => ({ ...requestIn(service, conversation), parents: { UserSid: 'alice' } });

const eventsOfConversation = async () => {
  const all = await deps.storage.read((reader) => readEvents(reader, 0, 100));
  return all.filter(({ conversation_sid }) => conversation_sid === conversation);
};

it('appends one event of the participant for an update, without webhooks', async () => {
  const { update } = operationsOf(deps, userConversationResource);
  const parameters = { lastReadMessageIndex: 4, notificationLevel: 'muted' } as const;
  await update({ ...membership(), parameters });
  await update({ ...membership(), parameters });
  const events = await eventsOfConversation();
  expect(events.map(({ number, name }) => [number, name])).toEqual([
    [1, 'onConversationAdded'],
    [2, 'onParticipantAdded'],
    [3, 'onParticipantUpdated'],
  ]);
  expect(events[2]).toMatchObject({ source: 'API', actor: account, webhook_enabled: 0 });
  expect(events[2] && decodeProperties(events[2])).toMatchObject({
    identity: 'alice',
    last_read_message_index: 4,
    last_read_timestamp: '2024-05-01T12:00:00.000Z',
    notification_level: 'muted',
  });
});

it('replies to an update as to a fetch', async () => {
  const { fetch, update } = operationsOf(deps, userConversationResource);
  for (const lastReadMessageIndex of [4, null]) {
    const updated = await update({ ...membership(), parameters: { lastReadMessageIndex } });
    expect(updated).toBe(await fetch({ ...membership(), parameters: {} }));
  }
});

it('renders the result of an update with the base URL of the request that repeats it', async () => {
  const { update } = userConversationResource.handlers as Readonly<Record<string, OperationHandler>>;
  if (update?.kind !== 'command') throw new Error('The update is not a command.');
  const request = { ...membership(), parameters: { notificationLevel: 'muted' }, now: deps.clock.now() };
  const result = await runCommand(update, request, deps);
  const render = async (scopeUrl: string) =>
    bodyOf(await update.present(result ?? null, { ...request, scopeUrl }, deps));
  const { user_sid } = await render('http://one.example/v1');
  expect(await render('https://two.example/v1')).toMatchObject({
    url: `https://two.example/v1/Users/${user_sid}/Conversations/${conversation}`,
  });
});

it('appends the removal of the participant for leaving, without webhooks', async () => {
  await operationsOf(deps, userConversationResource).delete({ ...membership(), parameters: {} });
  const last = (await eventsOfConversation()).at(-1);
  expect(last).toMatchObject({ number: 3, name: 'onParticipantRemoved', webhook_enabled: 0 });
  expect(last && decodeProperties(last)).toMatchObject({ identity: 'alice' });
});
