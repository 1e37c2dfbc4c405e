import { startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller, type Reply, type RequestForm } from '../support/http/caller.ts';

const settings = {
  COLLOQUY_MAX_PARTICIPANTS: '3',
  COLLOQUY_MAX_NON_CHAT_PARTICIPANTS: '1',
  COLLOQUY_MAX_CONVERSATIONS_PER_IDENTITY: '2',
};

const refusals = {
  50214: [403, 'User conversation limit exceeded'],
  50417: [403, 'Participants limit exceeded'],
  50418: [403, 'Non-Chat participants limit exceeded'],
} as const;

const expectRefusal = ({ status, body }: Reply, code: keyof typeof refusals) =>
  expect({ status, body }).toEqual({
    status: refusals[code][0],
    body: {
      code,
      message: refusals[code][1],
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status: refusals[code][0],
    },
  });

let phone = 5_550_100;
const pair = () => ({
  'MessagingBinding.Address': `+1555${phone++}`,
  'MessagingBinding.ProxyAddress': `+1555${phone++}`,
});

describe.each(engines)('configured limits on %s', (engine) => {
  let call: HttpCaller;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const { url } = await createDatabase(engine);
    const colloquy = await startColloquy({ databaseUrl: url, settings });
    call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
    stop = () => colloquy.stop();
  });
  afterAll(() => stop());

  const conversation = async (root = '/v1') =>
    `${root}/Conversations/${(await call('POST', `${root}/Conversations`, {})).body.sid}`;
  const add = (path: string, form: RequestForm) => call('POST', `${path}/Participants`, form);
  async function added(path: string, form: RequestForm): Promise<string> {
    const { status, body } = await add(path, form);
    expect(status).toBe(201);
    return body.sid;
  }

  test('the participant limit counts participants of every kind, and a removed one frees a place', async () => {
    const path = await conversation();
    const phoneOnly = await added(path, pair());
    await added(path, { Identity: 'Count 1' });
    await added(path, { Identity: 'Count 2' });
    expectRefusal(await add(path, { Identity: 'Count 3' }), 50417);
    // A conflict is reported before a limit.
    expect(await add(path, { Identity: 'Count 2' })).toMatchObject({ status: 409, body: { code: 50433 } });
    expectRefusal(await add(path, pair()), 50417);
    expect((await call('GET', '/v1/Users/Count%203')).status).toBe(404);
    expect((await call('DELETE', `${path}/Participants/${phoneOnly}`)).status).toBe(204);
    await added(path, { Identity: 'Count 3' });
    expectRefusal(await add(path, { Identity: 'Count 4' }), 50417);
    expect((await call('DELETE', '/v1/Users/Count%203')).status).toBe(204);
    await added(path, { Identity: 'Count 4' });
  });

  test('the limit of participants on other channels counts only those, and a removed one frees a place', async () => {
    const path = await conversation();
    const first = await added(path, pair());
    const free = pair();
    expectRefusal(await add(path, free), 50418);
    // The rejected request does not occupy its pair of addresses.
    await added(await conversation(), free);
    await call('DELETE', `${path}/Participants/${first}`);
    await added(path, pair());
    expectRefusal(await add(path, pair()), 50418);
    await added(path, { Identity: 'On chat' });
  });

  test('the conversation limit of an identity counts conversations that are not closed', async () => {
    const form = { Identity: 'Busy' };
    const [one, two, three] = [await conversation(), await conversation(), await conversation()];
    await added(one, form);
    await added(two, form);
    expectRefusal(await add(three, form), 50214);
    await added(three, { Identity: 'Idle' });
    await call('POST', one, { State: 'inactive' });
    expectRefusal(await add(three, form), 50214);
    await call('POST', one, { State: 'closed' });
    await added(three, form);
    const four = await conversation();
    expectRefusal(await add(four, form), 50214);
    await call('DELETE', two);
    await added(four, form);
    const five = await conversation();
    expectRefusal(await add(five, form), 50214);
    await call('DELETE', `${four}/Participants/Busy`);
    await added(five, form);
    await call('DELETE', '/v1/Users/Busy');
    const again = await conversation();
    await added(again, form);
  });

  test('the conversation limit of an identity is counted for each service separately', async () => {
    const services = await Promise.all([1, 2].map(() => call('POST', '/v1/Services', { FriendlyName: 'x' })));
    for (const { body } of services) {
      const root = `/v1/Services/${body.sid}`;
      for (let n = 0; n < 2; n++) await added(await conversation(root), { Identity: 'Both' });
      expectRefusal(await add(await conversation(root), { Identity: 'Both' }), 50214);
    }
  });

  test('the conversation limit also applies to a participant that gets its identity later', async () => {
    const form = { Identity: 'Shown' };
    for (let n = 0; n < 2; n++) await added(await conversation(), form);
    const path = await conversation();
    const shown = await added(path, { 'MessagingBinding.ProjectedAddress': `+1555${phone++}` });
    expectRefusal(await call('POST', `${path}/Participants/${shown}`, form), 50214);
  });
});
