import { afterEach, beforeEach, expect, test } from 'vitest';
import { account, bodyOf, makeDeps, operationsOf, requestIn } from '../../test/harness.ts';
import { conversationResource } from '../resources/conversation/handlers.ts';
import { messageResource } from '../resources/message/handlers.ts';
import { participantResource } from '../resources/participant/handlers.ts';
import { serviceResource } from '../resources/service/handlers.ts';
import type { HandlerDeps } from '../rest/handler.ts';
import { serviceExists } from '../rest/service-scope.ts';
import { createAdvanceDelivery } from './advance-delivery.ts';
import { simulator } from './simulator.ts';

let deps: HandlerDeps;
beforeEach(async () => {
  deps = await makeDeps();
});
afterEach(() => deps.storage.close());

test('the delivery of a message goes on until it is delivered, and ends when its service is deleted', async () => {
  const services = operationsOf(deps, serviceResource);
  const service = bodyOf(
    await services.create({ ...requestIn(''), parameters: { friendlyName: 'Chat' } }),
  ).sid;
  const conversations = operationsOf(deps, conversationResource);
  const conversation = bodyOf(await conversations.create({ ...requestIn(service), parameters: {} })).sid;
  const within = { ...requestIn(service), parents: { ConversationSid: conversation } };
  await operationsOf(deps, participantResource).create({
    ...within,
    parameters: { messagingBindingAddress: '+15558675310', messagingBindingProxyAddress: '+15017122661' },
  });
  const posted = await operationsOf(deps, messageResource).create({ ...within, parameters: { body: 'Hi' } });
  const found = await deps.storage.read((reader) =>
    reader.one(serviceExists, { account_sid: account, chat_service_sid: service }),
  );
  const job = {
    id: 1,
    kind: 'deliver_message',
    service_id: found?.id ?? 0,
    service_sid: service,
    account_sid: account,
    subject_sid: bodyOf(posted).sid,
    payload: conversation,
  };
  const advance = createAdvanceDelivery(simulator);
  expect(await advance(deps, job)).toBe(false);
  await services.delete({ ...requestIn('', service), parameters: {} });
  expect(await advance(deps, job)).toBe(true);
});
