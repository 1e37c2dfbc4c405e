import { expect, test } from 'vitest';
import { toApiParameters, toParameters, valuesOf } from './scoped-webhook-values.ts';

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
  expect(toApiParameters({ ...entered, target: 'trigger' })).toEqual({
    'Configuration.Url': 'https://example.com/',
    'Configuration.Method': 'POST',
    'Configuration.Triggers': ['help', 'parcel'],
  });
});
