import { expect, test } from 'vitest';
import { toApiParameters, toCreateParameters, toParameters, valuesOf } from './scoped-webhook-values.ts';

const entered = {
  ...valuesOf(undefined),
  url: 'https://example.com/',
  triggers: ' help \n\nparcel',
  flowSid: 'FW1',
};

test('each target sends its own parameters only', () => {
  const request = { configurationUrl: 'https://example.com/', configurationMethod: 'POST' };
  expect(toParameters({ ...entered, target: 'webhook' })).toEqual({
    ...request,
    configurationFilters: ['onMessageAdded'],
  });
  expect(toParameters({ ...entered, target: 'trigger' })).toEqual({
    ...request,
    configurationTriggers: ['help', 'parcel'],
  });
  expect(toParameters({ ...entered, target: 'studio' })).toEqual({ configurationFlowSid: 'FW1' });
});

test('code for the same call has the names of the API', () => {
  expect(toApiParameters(toParameters({ ...entered, target: 'trigger' }))).toEqual({
    'Configuration.Url': 'https://example.com/',
    'Configuration.Method': 'POST',
    'Configuration.Triggers': ['help', 'parcel'],
  });
});

test('only a new webhook has a target and the index of the message that it begins with', () => {
  const values = { ...entered, target: 'studio', replayAfter: '0' } as const;
  expect(toApiParameters(toCreateParameters(values))).toEqual({
    Target: 'studio',
    'Configuration.FlowSid': 'FW1',
    'Configuration.ReplayAfter': '0',
  });
  expect(toApiParameters(toParameters(values))).toEqual({ 'Configuration.FlowSid': 'FW1' });
  expect(toCreateParameters(entered)).not.toHaveProperty('configurationReplayAfter');
});
