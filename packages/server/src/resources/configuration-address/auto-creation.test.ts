import type { configurationAddress, ValuesOf } from '@colloquy/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { account, bodyOf, makeDeps, operationsOf, requestIn } from '../../../test/harness.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { serviceResource } from '../service/handlers.ts';
import { findAutoCreation } from './auto-creation.ts';
import { configurationAddressResource } from './handlers.ts';

let deps: HandlerDeps;

beforeEach(async () => {
  deps = await makeDeps();
});

afterEach(() => deps.storage.close());

type Settings = ValuesOf<(typeof configurationAddress.operations.create)['parameters']>;

const configure = async (settings: Omit<Settings, 'type'>): Promise<string> => {
  const parameters = { ...settings, type: 'sms' } as const;
  return bodyOf(
    await operationsOf(deps, configurationAddressResource).create({ ...requestIn(''), parameters }),
  ).sid;
};
const find = (address: string, accountSid = account) =>
  deps.storage.read((reader) => findAutoCreation(reader, accountSid, address));

it('finds the auto-creation settings of an address', async () => {
  const sid = await configure({
    address: '+15550100',
    autoCreationEnabled: true,
    autoCreationType: 'webhook',
    autoCreationWebhookUrl: 'https://hooks.example',
    autoCreationWebhookFilters: ['onMessageAdded', 'onMessageAdded'],
  });
  expect(await find('+15550100')).toEqual({
    sid,
    auto_creation_enabled: 1,
    auto_creation_type: 'webhook',
    auto_creation_conversation_service_sid: null,
    auto_creation_webhook_url: 'https://hooks.example',
    auto_creation_webhook_method: 'POST',
    auto_creation_webhook_filters: '["onMessageAdded"]',
    auto_creation_studio_flow_sid: null,
    auto_creation_studio_retry_count: null,
  });
});

it('finds nothing for an address that is disabled, unknown, or of another account', async () => {
  await configure({ address: '+15550100' });
  await configure({ address: '+15550101', autoCreationEnabled: true });
  expect(await find('+15550100')).toBeUndefined();
  expect(await find('+15550102')).toBeUndefined();
  expect(await find('+15550101', `AC${'2'.repeat(32)}`)).toBeUndefined();
  expect(await find('+15550101')).toBeDefined();
});

it('finds nothing when the service for new conversations has been deleted', async () => {
  const services = operationsOf(deps, serviceResource);
  const parameters = { friendlyName: 'doomed' };
  const { sid } = bodyOf(await services.create({ ...requestIn(''), parameters }));
  const address = '+15550100';
  await configure({ address, autoCreationEnabled: true, autoCreationConversationServiceSid: sid });
  expect(await find(address)).toMatchObject({ auto_creation_conversation_service_sid: sid });
  await services.delete({ ...requestIn('', sid), parameters: {} });
  expect(await find(address)).toBeUndefined();
});
