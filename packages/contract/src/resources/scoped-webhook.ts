import { enumeration } from '../codecs/enumeration.ts';
import { integer } from '../codecs/integer.ts';
import { sid } from '../codecs/sid.ts';
import { text } from '../codecs/text.ts';
import { url } from '../codecs/url.ts';
import { scopedEvents } from '../events/webhook-events.ts';
import { create, fetch, list, remove, update } from '../operation.ts';
import { field, repeated, requiredField } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';
import { webhookMethods } from './webhook-configuration.ts';

/**
 * What a webhook of a conversation does: it sends events or messages with keywords to a URL, or starts a Studio flow.
 */
export const scopedWebhookTargets = ['webhook', 'trigger', 'studio'] as const;
export type ScopedWebhookTarget = (typeof scopedWebhookTargets)[number];

const immutableFields = {
  Target: requiredField(
    enumeration(scopedWebhookTargets, { unknown: 50364 }),
    'The type of the webhook. It cannot be changed.',
    {
      missing: 50368,
    },
  ),
  'Configuration.ReplayAfter': field(
    integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    'Index of the first existing message that is sent to the webhook. Defaults to none of them.',
  ),
};

const settableFields = {
  'Configuration.Url': field(
    url({ max: 512, tooLong: 50372 }),
    'URL of the requests. Required for webhook and trigger.',
    { empty: 'clear' },
  ),
  'Configuration.Method': field(
    enumeration(webhookMethods, { unknown: 50055 }),
    'HTTP method of the requests. Defaults to POST.',
    { empty: 'clear' },
  ),
  'Configuration.Filters': repeated(
    field(
      enumeration(scopedEvents, { unknown: 50365 }),
      'Events that a webhook receives, at least one. They replace the previous ones.',
    ),
  ),
  'Configuration.Triggers': repeated(
    field(
      text({
        max: 248,
        tooLong: 50366,
        not: { pattern: /^\s*$/, code: 50366, allowed: 'text of 1 to 248 characters, not only white space' },
      }),
      'Keywords of the messages that a trigger receives, one to five. They replace the previous ones.',
    ),
  ),
  'Configuration.FlowSid': field(
    sid('FW', { malformed: 50367 }),
    'The Studio flow to start. Required for studio.',
  ),
};

const settingErrors = [50055, 50362, 50365, 50366, 50367, 50369, 50370, 50371, 50372, 50377, 50386] as const;

export const scopedWebhook = resource({
  name: 'ConversationScopedWebhook',
  description: 'A webhook that receives the events of one conversation.',
  scope: 'service',
  path: 'Conversations/{ConversationSid}/Webhooks',
  item: '/{Sid}',
  sidPrefix: 'WH',
  listKey: 'webhooks',
  defaultPageSize: 5,
  audited: true,
  properties: {
    sid: property.sidOf('WH'),
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.serviceScopedOnly(property.fromRequest(property.sidOf('IS'))),
    conversation_sid: property.sidOf('CH'),
    target: property.enumOf(scopedWebhookTargets),
    configuration: property.object({
      url: property.optional(property.text()),
      method: property.optional(property.enumOf(webhookMethods)),
      filters: property.optional(property.list(property.enumOf(scopedEvents))),
      triggers: property.optional(property.list(property.text())),
      flow_sid: property.optional(property.sidOf('FW')),
      replay_after: property.optional(property.integer()),
    }),
    date_created: property.date(),
    date_updated: property.date(),
    url: property.url(),
  },
  operations: {
    create: create({
      summary: 'Create a webhook of a conversation',
      parameters: {
        ...immutableFields,
        ...settableFields,
      },
      errors: [...settingErrors, 50361, 50364, 50368],
    }),
    fetch: fetch({ summary: 'Fetch a webhook of a conversation', parameters: {} }),
    list: list({ summary: 'List the webhooks of a conversation, oldest first', parameters: {} }),
    update: update({
      summary: 'Update a webhook of a conversation',
      parameters: settableFields,
      errors: settingErrors,
    }),
    delete: remove({
      summary: 'Delete a webhook of a conversation',
      parameters: {},
      errors: [50377],
    }),
  },
});
