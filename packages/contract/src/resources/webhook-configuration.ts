import { enumeration } from '../codecs/enumeration.ts';
import { url } from '../codecs/url.ts';
import { postActionEvents, preActionEvents } from '../events/webhook-events.ts';
import { fetch, update } from '../operation.ts';
import { field, repeated } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

export const webhookMethods = ['POST', 'GET'] as const;
export type WebhookMethod = (typeof webhookMethods)[number];

/** Whether the account's webhooks send requests, or events go to a contact centre of the hosted API's own. */
const webhookTargets = ['webhook', 'flex'] as const;

const events = [...preActionEvents, ...postActionEvents];

const settableFields = {
  PreWebhookUrl: field(
    url({ max: 2048, malformed: 50077 }),
    'What is asked before something is done. An empty one removes it.',
    { empty: 'clear' },
  ),
  PostWebhookUrl: field(
    url({ max: 2048, malformed: 50078 }),
    'What is told of what was done. An empty one removes it.',
    { empty: 'clear' },
  ),
  Method: field(
    enumeration(webhookMethods, { unknown: 50055 }),
    'Method of the requests, POST unless given. An empty one removes the choice.',
    { empty: 'clear' },
  ),
  Filters: repeated(
    field(
      enumeration(events, { unknown: 50054 }),
      'The events that requests are made for; they replace those before.',
    ),
  ),
};

const settingErrors = [50054, 50055, 50077, 50078] as const;

export const webhookConfiguration = resource({
  name: 'WebhookConfiguration',
  description: 'The webhooks of a service.',
  scope: 'service only',
  path: 'Configuration/Webhooks',
  item: '',
  properties: {
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.fromRequest(property.sidOf('IS')),
    pre_webhook_url: property.nullable(property.text()),
    post_webhook_url: property.nullable(property.text()),
    filters: property.nullable(property.list(property.enumOf(events))),
    method: property.nullable(property.enumOf(webhookMethods)),
    url: property.url(),
  },
  operations: {
    fetch: fetch({ summary: "Read the settings of a service's webhooks", parameters: {} }),
    update: update({
      summary: "Change the settings of a service's webhooks",
      parameters: settableFields,
      errors: settingErrors,
    }),
  },
});

export const configurationWebhook = resource({
  name: 'ConfigurationWebhook',
  description: 'The webhooks of an account, for what happens in any of its services.',
  scope: 'account',
  path: 'Configuration/Webhooks',
  item: '',
  properties: {
    account_sid: property.fromRequest(property.sidOf('AC')),
    pre_webhook_url: property.nullable(property.text()),
    post_webhook_url: property.nullable(property.text()),
    method: property.enumOf(webhookMethods),
    filters: property.list(property.enumOf(events)),
    target: property.enumOf(webhookTargets),
    url: property.url(),
  },
  operations: {
    fetch: fetch({ summary: "Read the settings of the account's webhooks", parameters: {} }),
    update: update({
      summary: "Change the settings of the account's webhooks",
      parameters: {
        ...settableFields,
        Target: field(enumeration(webhookTargets), 'Whether requests are made; with flex none are.', {
          empty: 'absent',
        }),
      },
      errors: settingErrors,
    }),
  },
});
