import { boolean } from '../codecs/boolean.ts';
import { duration } from '../codecs/duration.ts';
import { sid } from '../codecs/sid.ts';
import { fetch, update } from '../operation.ts';
import { field } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

export const configuration = resource({
  name: 'Configuration',
  description: 'What an account gives to conversations that do not say otherwise.',
  scope: 'account',
  path: 'Configuration',
  item: '',
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
    fetch: fetch({ summary: "Read the account's configuration", parameters: {} }),
    update: update({
      summary: "Change the account's configuration",
      parameters: {
        DefaultChatServiceSid: field(
          sid('IS', { malformed: 50050 }),
          'The service that paths without one work in, from now on.',
          { empty: 'absent' },
        ),
        DefaultMessagingServiceSid: field(
          sid('MG', { malformed: 50341 }),
          'The messaging service of new conversations. An empty one removes it.',
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
  description: 'What a service gives to its users and participants.',
  scope: 'service only',
  path: 'Configuration',
  item: '',
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
    fetch: fetch({ summary: "Read a service's configuration", parameters: {} }),
    update: update({
      summary: "Change a service's configuration",
      parameters: {
        DefaultConversationCreatorRoleSid: field(
          sid('RL', { malformed: 50106 }),
          'The role of a participant who makes a conversation; of type conversation.',
          { empty: 'absent' },
        ),
        DefaultConversationRoleSid: field(
          sid('RL', { malformed: 50109 }),
          'The role of all other participants; of type conversation.',
          { empty: 'absent' },
        ),
        DefaultChatServiceRoleSid: field(
          sid('RL', { malformed: 50100 }),
          'The role of new users; of type service.',
          { empty: 'absent' },
        ),
        ReachabilityEnabled: field(boolean(), 'Whether users show whether they can be reached.', {
          empty: 'absent',
        }),
      },
      errors: [50100, 50105, 50106, 50109],
    }),
  },
});
