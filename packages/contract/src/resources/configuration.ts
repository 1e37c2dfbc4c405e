import { boolean } from '../codecs/boolean.ts';
import { duration } from '../codecs/duration.ts';
import { sid } from '../codecs/sid.ts';
import { fetch, update } from '../operation.ts';
import { field } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

export const configuration = resource({
  name: 'Configuration',
  description: 'The defaults of an account for new conversations.',
  scope: 'account',
  path: 'Configuration',
  item: '',
  audited: true,
  properties: {
    account_sid: property.fromRequest(property.sidOf('AC')),
    default_chat_service_sid: property.sidOf('IS'),
    default_messaging_service_sid: property.nullable(property.sidOf('MG')),
    default_inactive_timer: property.nullable(property.text()),
    default_closed_timer: property.nullable(property.text()),
    url: property.url(),
    links: property.links({
      service: '/Services/{default_chat_service_sid}/Configuration',
      webhooks: 'Webhooks',
    }),
  },
  operations: {
    fetch: fetch({ summary: "Fetch the account's configuration", parameters: {} }),
    update: update({
      summary: "Update the account's configuration",
      parameters: {
        DefaultChatServiceSid: field(
          sid('IS', { malformed: 50050 }),
          'The service that requests without a service in their path use from now on.',
          { empty: 'absent' },
        ),
        DefaultMessagingServiceSid: field(
          sid('MG', { malformed: 50341 }),
          'The messaging service of new conversations. An empty value removes it.',
          { empty: 'clear' },
        ),
        DefaultInactiveTimer: field(
          duration({ minimum: 'PT1M', malformed: 50379, tooShort: 50375 }),
          'Idle time after which new conversations become inactive. PT0S or an empty value removes it.',
          { empty: 'clear' },
        ),
        DefaultClosedTimer: field(
          duration({ minimum: 'PT10M', malformed: 50380, tooShort: 50376 }),
          'Idle time after which new conversations are closed. PT0S or an empty value removes it.',
          { empty: 'clear' },
        ),
      },
      errors: [50050, 50341, 50375, 50376, 50379, 50380],
    }),
  },
});

export const serviceConfiguration = resource({
  name: 'Configuration',
  description: 'The default roles of a service, and its reachability setting.',
  scope: 'service only',
  path: 'Configuration',
  item: '',
  audited: true,
  properties: {
    chat_service_sid: property.fromRequest(property.sidOf('IS')),
    default_conversation_creator_role_sid: property.sidOf('RL'),
    default_conversation_role_sid: property.sidOf('RL'),
    default_chat_service_role_sid: property.sidOf('RL'),
    reachability_enabled: property.boolean(),
    url: property.url(),
    links: property.links({ notifications: 'Notifications', webhooks: 'Webhooks' }),
  },
  operations: {
    fetch: fetch({ summary: "Fetch a service's configuration", parameters: {} }),
    update: update({
      summary: "Update a service's configuration",
      parameters: {
        DefaultConversationCreatorRoleSid: field(
          sid('RL', { malformed: 50106 }),
          'The role of participants in conversations that they create. Its type must be conversation.',
          { empty: 'absent' },
        ),
        DefaultConversationRoleSid: field(
          sid('RL', { malformed: 50109 }),
          'The role of all other participants. Its type must be conversation.',
          { empty: 'absent' },
        ),
        DefaultChatServiceRoleSid: field(
          sid('RL', { malformed: 50100 }),
          'The role of new users. Its type must be service.',
          { empty: 'absent' },
        ),
        ReachabilityEnabled: field(
          boolean(),
          'Whether replies show if users are online and can be notified.',
          {
            empty: 'absent',
          },
        ),
      },
      errors: [50100, 50105, 50106, 50109],
    }),
  },
});
