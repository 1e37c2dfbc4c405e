import { address, channels } from '../codecs/address.ts';
import { boolean } from '../codecs/boolean.ts';
import { country } from '../codecs/country.ts';
import { enumeration } from '../codecs/enumeration.ts';
import { integer } from '../codecs/integer.ts';
import { sid } from '../codecs/sid.ts';
import { text } from '../codecs/text.ts';
import { url } from '../codecs/url.ts';
import { scopedEvents } from '../events/webhook-events.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field, filter, repeated, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { webhookMethods } from './webhook-configuration.ts';

/** What is attached to a conversation that an inbound message starts: a webhook, a Studio flow, or nothing. */
const autoCreationTypes = ['webhook', 'studio', 'default'] as const;

const settableFields = {
  FriendlyName: field(
    text({ max: 256, tooLong: 50003 }),
    'A human-readable name. An empty value removes it.',
    {
      empty: 'clear',
    },
  ),
  'AutoCreation.Enabled': field(
    boolean(),
    'Whether a message to this address creates a conversation if it belongs to none. Defaults to false.',
    { empty: 'absent' },
  ),
  'AutoCreation.Type': field(enumeration(autoCreationTypes), 'What is attached to the new conversation.', {
    empty: 'absent',
  }),
  'AutoCreation.ConversationServiceSid': field(
    sid('IS', { malformed: 50050 }),
    'The service that the conversation is created in. Defaults to the default service. An empty value resets it.',
    { empty: 'clear' },
  ),
  'AutoCreation.WebhookUrl': field(
    url({ max: 512, tooLong: 50372 }),
    'URL of the webhook. An empty value removes it.',
    { empty: 'clear' },
  ),
  'AutoCreation.WebhookMethod': field(
    enumeration(webhookMethods, { unknown: 50055 }),
    'HTTP method of the webhook. Defaults to POST.',
    { empty: 'absent' },
  ),
  'AutoCreation.WebhookFilters': repeated(
    field(
      enumeration(scopedEvents, { unknown: 50365 }),
      'Events that are sent to the webhook; they replace the previous ones. Defaults to all events.',
    ),
  ),
  'AutoCreation.StudioFlowSid': field(
    sid('FW', { malformed: 50367 }),
    'The Studio flow to start. An empty value removes it.',
    { empty: 'clear' },
  ),
  'AutoCreation.StudioRetryCount': field(
    integer({ min: 0, max: 3 }),
    'Number of retries if the flow does not start. An empty value removes it.',
    { empty: 'clear' },
  ),
};

const settingErrors = [50003, 50050, 50055, 50365, 50367, 50369, 50372] as const;

export const configurationAddress = resource({
  name: 'ConfigurationAddress',
  description:
    'One of your addresses, and what happens to an inbound message to it that belongs to no conversation.',
  scope: 'account',
  path: 'Configuration/Addresses',
  item: '/{Sid}',
  sidPrefix: 'IG',
  alternateKey: 'address',
  listKey: 'address_configurations',
  audited: true,
  properties: {
    sid: property.sidOf('IG'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    type: property.enumOf(channels),
    address: property.text(),
    friendly_name: property.nullable(property.text()),
    address_country: property.nullable(property.text()),
    auto_creation: property.object({
      enabled: property.boolean(),
      type: property.nullable(property.enumOf(autoCreationTypes)),
      conversation_service_sid: property.nullable(property.sidOf('IS')),
      webhook_url: property.nullable(property.text()),
      webhook_method: property.nullable(property.enumOf(webhookMethods)),
      webhook_filters: property.nullable(property.list(property.enumOf(scopedEvents))),
      studio_flow_sid: property.nullable(property.sidOf('FW')),
      studio_retry_count: property.nullable(property.integer()),
    }),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
  },
  operations: {
    create: create({
      summary: 'Create an address configuration',
      parameters: {
        Type: requiredField(enumeration(channels), 'The channel of the address. It cannot be changed.'),
        Address: requiredField(
          address({ malformed: 50407, empty: 50407 }),
          'The address, unique within the account. It cannot be changed.',
        ),
        AddressCountry: field(country(), 'The country of a short code. It cannot be changed.', {
          empty: 'absent',
        }),
        ...settableFields,
      },
      errors: [...settingErrors, 20409, 50407],
    }),
    fetch: fetch({ summary: 'Fetch an address configuration', parameters: {} }),
    list: list({
      summary: 'List address configurations, newest first',
      parameters: { Type: filter(enumeration(channels), 'Only addresses of this channel.') },
    }),
    update: update({
      summary: 'Update an address configuration',
      parameters: settableFields,
      errors: settingErrors,
    }),
    delete: remove({ summary: 'Delete an address configuration', parameters: {} }),
  },
});
