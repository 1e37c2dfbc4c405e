import { enumeration } from '../codecs/enumeration.ts';
import { url } from '../codecs/url.ts';
import { postActionEvents, preActionEvents } from '../events/webhook-events.ts';
import { fetch, update } from '../operation.ts';
import { field, repeated } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

export const webhookMethods = ['POST', 'GET'] as const;
export type WebhookMethod = (typeof webhookMethods)[number];

/** Whether the account's events go to its webhooks, or to Twilio Flex, which exists only in the hosted API. */
const webhookTargets = ['webhook', 'flex'] as const;

const events = [...preActionEvents, ...postActionEvents];

const settableFields = {
  PreWebhookUrl: field(
    url({ max: 2048, malformed: 50077 }),
    'URL of the pre-action webhook, which is called before a change and can modify or refuse it. An empty value removes it.',
    { empty: 'clear' },
  ),
  PostWebhookUrl: field(
    url({ max: 2048, malformed: 50078 }),
    'URL of the post-action webhook, which is called after a change. An empty value removes it.',
    { empty: 'clear' },
  ),
  Method: field(
    enumeration(webhookMethods, { unknown: 50055 }),
    'HTTP method of the requests. Defaults to POST. An empty value resets it.',
    { empty: 'clear' },
  ),
  Filters: repeated(
    field(
      enumeration(events, { unknown: 50054 }),
      'Events that are sent to the webhooks. They replace the previous ones.',
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
  audited: true,
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
    fetch: fetch({ summary: "Fetch a service's webhook settings", parameters: {} }),
    update: update({
      summary: "Update a service's webhook settings",
      parameters: settableFields,
      errors: settingErrors,
    }),
  },
});

export const configurationWebhook = resource({
  name: 'ConfigurationWebhook',
  description: 'The webhooks of an account, which receive the events of all its services.',
  scope: 'account',
  path: 'Configuration/Webhooks',
  item: '',
  audited: true,
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
    fetch: fetch({ summary: "Fetch the account's webhook settings", parameters: {} }),
    update: update({
      summary: "Update the account's webhook settings",
      parameters: {
        ...settableFields,
        Target: field(
          enumeration(webhookTargets),
          'Where events go. With flex, the webhooks send no requests.',
          {
            empty: 'absent',
          },
        ),
      },
      errors: settingErrors,
    }),
  },
});
