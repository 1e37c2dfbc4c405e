import { ApiError, type conversationWithParticipants, type ValuesOf } from '@colloquy/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, bodyOf, makeDeps, operationsOf, requestIn } from '../../../test/harness.ts';
import { decodeEvent, decodeProperties } from '../../events/decode-event.ts';
import { readEvents } from '../../events/event-log.ts';
import { createJobRunner } from '../../jobs/job-runner.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { conversationResource } from '../conversation/handlers.ts';
import { messageResource } from '../message/handlers.ts';
import { participantResource } from '../participant/handlers.ts';
import type { NewParticipant } from '../participant/rules.ts';
import { serviceResource } from '../service/handlers.ts';
import { userResource } from '../user/handlers.ts';
import { conversationWithParticipantsResource } from './handlers.ts';
import { initializationJob, initialize } from './initialize.ts';

let deps: HandlerDeps;
let service: string;
let woken: number;

beforeEach(async () => {
  woken = 0;
  deps = { ...(await makeDeps()), wakeScheduler: () => woken++ };
  const made = await operationsOf(deps, serviceResource).create({
    ...requestIn(''),
    parameters: { friendlyName: 'S' },
  });
  service = bodyOf(made).sid;
});

afterEach(() => deps.storage.close());

const pair = { messagingBindingAddress: '+15550100', messagingBindingProxyAddress: '+15550199' };

async function make(
  participant: readonly NewParticipant[],
  parameters: Partial<ValuesOf<(typeof conversationWithParticipants.operations.create)['parameters']>> = {},
): Promise<{ readonly sid: string; readonly state: string; readonly timers: object }> {
  const { create } = operationsOf(deps, conversationWithParticipantsResource);
  const answer = await create({ ...requestIn(service), parameters: { participant, ...parameters } });
  if (typeof answer !== 'object') throw new Error('The rest was to be done later.');
  return JSON.parse(answer.accepted);
}

/** Goes on with what requests have left for later; a conversation that had to be closed is told by an error. */
const goOn = async () => {
  const periodicJob = createJobRunner(deps, { [initializationJob]: initialize });
  while (await periodicJob());
};

const stateOf = async (sid: string) =>
  bodyOf(
    await operationsOf(deps, conversationResource).fetch({ ...requestIn(service, sid), parameters: {} }),
  );

const below = (conversation: string, identifier = '') => ({
  ...requestIn(service, identifier),
  parents: { ConversationSid: conversation },
});

const participantsIn = async (conversation: string): Promise<readonly { readonly identity: string }[]> => {
  const list = await operationsOf(deps, participantResource).list({ ...below(conversation), parameters: {} });
  return bodyOf(list).participants;
};

const addPair = async () => {
  const row = bodyOf(
    await operationsOf(deps, conversationResource).create({ ...requestIn(service), parameters: {} }),
  );
  await operationsOf(deps, participantResource).create({ ...below(row.sid), parameters: pair });
  return row.sid;
};

const eventsOf = async (conversation: string) =>
  (await deps.storage.read((reader) => readEvents(reader, 0, 1000))).filter(
    ({ conversation_sid }) => conversation_sid === conversation,
  );

describe('an initializing conversation', () => {
  it('exists without participants, and has a job', async () => {
    const { sid, state } = await make([{ identity: 'alice' }]);
    expect(state).toBe('initializing');
    expect(woken).toBe(1);
    expect(await stateOf(sid)).toMatchObject({ state: 'initializing', timers: {} });
    expect(await participantsIn(sid)).toEqual([]);
  });

  it('rejects every write except its deletion', async () => {
    const { sid } = await make([{ identity: 'alice' }]);
    const conversation = operationsOf(deps, conversationResource);
    const participant = operationsOf(deps, participantResource);
    const notYet = new ApiError(50386);
    const at = requestIn(service, sid);
    await expect(conversation.update({ ...at, parameters: { friendlyName: 'x' } })).rejects.toEqual(notYet);
    await expect(participant.create({ ...below(sid), parameters: { identity: 'bob' } })).rejects.toEqual(
      notYet,
    );
    await expect(
      operationsOf(deps, messageResource).create({ ...below(sid), parameters: { body: 'x' } }),
    ).rejects.toEqual(notYet);
    await conversation.delete({ ...at, parameters: {} });
    await goOn();
    expect((await eventsOf(sid)).map(({ name }) => name)).toEqual([
      'onConversationAdded',
      'onConversationRemoved',
    ]);
  });

  it('starts its timers when it becomes active, not when it is created', async () => {
    const { sid, timers } = await make([{ identity: 'alice' }], {
      timersInactive: 'PT1M',
      timersClosed: 'PT10M',
    });
    expect(timers).toEqual({});
    deps = { ...deps, clock: { ...deps.clock, now: () => Date.parse('2024-05-01T13:00:00Z') } };
    await goOn();
    expect((await stateOf(sid)).timers).toEqual({
      date_inactive: '2024-05-01T13:01:00Z',
      date_closed: '2024-05-01T13:10:00Z',
    });
  });
});

describe('the job after the reply', () => {
  it('adds all participants, then makes the conversation active, with numbered events in order', async () => {
    const { sid } = await make([{ identity: 'zoe', attributes: '{"a": 1}' }, pair, { identity: 'alice' }], {
      xTwilioWebhookEnabled: true,
    });
    await goOn();
    expect((await stateOf(sid)).state).toBe('active');
    expect(await participantsIn(sid)).toMatchObject([
      { identity: 'alice' },
      {
        identity: null,
        messaging_binding: { type: 'sms', address: '+15550100', proxy_address: '+15550199' },
      },
      { identity: 'zoe', attributes: '{"a": 1}' },
    ]);
    const events = await eventsOf(sid);
    expect(events.map(({ number, name }) => [number, name])).toEqual([
      [1, 'onConversationAdded'],
      [2, 'onParticipantAdded'],
      [3, 'onParticipantAdded'],
      [4, 'onParticipantAdded'],
      [5, 'onConversationStateUpdated'],
    ]);
    for (const event of events)
      expect(event).toMatchObject({ source: 'API', actor: account, webhook_enabled: 1 });
    const last = events.at(-1);
    expect(last && decodeProperties(last)).toMatchObject({
      state_from: 'initializing',
      state_to: 'active',
      reason: 'API',
    });
    const all = await deps.storage.read((reader) => readEvents(reader, 0, 1000));
    const users = all.filter(({ name }) => name === 'onUserAdded');
    expect(users.map((event) => decodeEvent(event, 'onUserAdded')?.properties.identity)).toEqual([
      'alice',
      'zoe',
    ]);
  });

  it('sends webhooks only if the request enabled them', async () => {
    const { sid } = await make([{ identity: 'alice' }]);
    await goOn();
    expect((await eventsOf(sid)).map((event) => event.webhook_enabled)).toEqual([0, 0, 0]);
  });

  it('gives the conversation the requested state', async () => {
    const { sid } = await make([{ identity: 'alice' }], { state: 'inactive', timersInactive: 'PT1M' });
    await goOn();
    expect(await stateOf(sid)).toMatchObject({ state: 'inactive', timers: {} });
  });

  it('changes nothing when it is repeated', async () => {
    const { sid } = await make([{ identity: 'alice' }]);
    const job = {
      id: 1,
      kind: initializationJob,
      service_id: 1,
      subject_sid: sid,
      payload:
        '{"participants":["{\\"identity\\":\\"bob\\"}"],"state":"active","actor":"AC","webhookEnabled":true}',
      service_sid: service,
      account_sid: account,
    };
    await goOn();
    const before = await eventsOf(sid);
    expect(await initialize(deps, job)).toBe(true);
    expect(await eventsOf(sid)).toEqual(before);
    expect(await participantsIn(sid)).toHaveLength(1);
  });

  it('does nothing for a deleted service', async () => {
    await make([{ identity: 'alice' }]);
    await operationsOf(deps, serviceResource).delete({ ...requestIn('', service), parameters: {} });
    await goOn();
    const names = (await deps.storage.read((reader) => readEvents(reader, 0, 1000))).map(({ name }) => name);
    expect(names).not.toContain('onParticipantAdded');
  });
});

describe('a conversation whose participants can no longer be added', () => {
  it('is closed without participants, with one event, and occupies no address pairs', async () => {
    const { sid } = await make([{ identity: 'alice' }, pair], { timersClosed: 'PT10M' });
    const other = await addPair();
    const failure = await goOn().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).toContain('50427: Errors occurred during multiple participants creation.');
    expect(String(failure)).toContain(sid);
    expect(failure).toMatchObject({ cause: new ApiError(50416, other) });
    expect(await stateOf(sid)).toMatchObject({ state: 'closed', timers: {} });
    expect(await participantsIn(sid)).toEqual([]);
    expect((await eventsOf(sid)).map(({ name }) => name)).toEqual([
      'onConversationAdded',
      'onConversationStateUpdated',
    ]);
    // The user was undone with the rest.
    const alice = await operationsOf(deps, userResource).fetch({
      ...requestIn(service, 'alice'),
      parameters: {},
    });
    expect(alice).toBeUndefined();
    // Nothing is left to do, or to be told.
    await goOn();
    expect((await participantsIn(other)).length).toBe(1);
  });
});
