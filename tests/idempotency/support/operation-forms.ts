import type { HttpCaller } from '../../support/http/caller.ts';

/** SIDs of the objects that requests are about. */
export interface TestObjects {
  readonly service: string;
  readonly conversation: string;
  readonly message: string;
  readonly participant: string;
  readonly user: string;
  readonly role: string;
  readonly credential: string;
  readonly address: string;
  readonly webhook: string;
}

/** Creates one object of each resource. */
export async function createObjects(call: HttpCaller): Promise<TestObjects> {
  const make = async (path: string, form: Readonly<Record<string, string>>) => {
    const { status, text, body } = await call('POST', path, form);
    if (status !== 201) throw new Error(`${path} returned ${text}`);
    return body.sid;
  };
  const service = await make('/v1/Services', { FriendlyName: 'Home' });
  await call('POST', '/v1/Configuration', { DefaultChatServiceSid: service });
  const root = `/v1/Services/${service}`;
  const conversation = await make(`${root}/Conversations`, { FriendlyName: 'ünï "🍵"' });
  const room = `${root}/Conversations/${conversation}`;
  return {
    service,
    conversation,
    message: await make(`${room}/Messages`, { Author: 'ünï', Body: 'a "b" \\ 🍵' }),
    participant: await make(`${room}/Participants`, { Identity: 'Ann' }),
    user: await make(`${root}/Users`, { Identity: 'Ben', FriendlyName: 'ünï' }),
    role: await make(`${root}/Roles`, { FriendlyName: 'R', Type: 'conversation', Permission: 'sendMessage' }),
    credential: await make('/v1/Credentials', { Type: 'fcm', FriendlyName: 'C', Secret: 'hidden' }),
    address: await make('/v1/Configuration/Addresses', { Type: 'sms', Address: '+15550001111' }),
    webhook: await make(`${room}/Webhooks`, {
      Target: 'webhook',
      'Configuration.Url': 'https://example.com/x',
      'Configuration.Filters': 'onMessageAdded',
    }),
  };
}

type Form = Readonly<Record<string, string>>;

/** A form that creates or changes something for every POST operation, by the names of resource and action. */
export const operationForms: Readonly<Record<string, Form>> = {
  'service create': { FriendlyName: 'Another' },
  'conversation create': { UniqueName: 'made' },
  'conversation update': { FriendlyName: 'changed', Attributes: '{"ü":"🍵"}' },
  'participant create': { Identity: 'Cid' },
  'participant update': { Attributes: '{"changed":true}' },
  'message create': { Author: 'Ann', Body: 'Hello "ünï"' },
  'message update': { Body: 'changed' },
  'role create': { FriendlyName: 'Q', Type: 'service', Permission: 'editOwnUserInfo' },
  'role update': { Permission: 'leaveConversation' },
  'user create': { Identity: 'Dan' },
  'user update': { FriendlyName: 'changed' },
  'userConversation update': { NotificationLevel: 'muted' },
  'conversationWithParticipants create': {
    UniqueName: 'joined',
    Participant: JSON.stringify({
      messaging_binding: { type: 'sms', address: '+15550002222', proxy_address: '+15550003333' },
    }),
  },
  'scopedWebhook create': {
    Target: 'webhook',
    'Configuration.Url': 'https://example.com/y',
    'Configuration.Filters': 'onMessageAdded',
  },
  'scopedWebhook update': { 'Configuration.Url': 'https://example.com/z' },
  'webhookConfiguration update': { Method: 'GET' },
  'configurationWebhook update': { Method: 'GET' },
  'notification update': { LogEnabled: 'true' },
  'configuration update': { DefaultInactiveTimer: 'PT10M' },
  'serviceConfiguration update': { ReachabilityEnabled: 'true' },
  'configurationAddress create': { Type: 'sms', Address: '+15550004444', 'AutoCreation.Enabled': 'false' },
  'configurationAddress update': { FriendlyName: 'changed' },
  'credential create': { Type: 'gcm', ApiKey: 'hidden' },
  'credential update': { FriendlyName: 'changed' },
};

/** Returns a path of the contract with the SIDs filled in; `name` is that of the resource. */
export function pathOf(template: string, name: string, objects: TestObjects): string {
  const item: Readonly<Record<string, string>> = {
    service: objects.service,
    conversation: objects.conversation,
    participant: objects.participant,
    message: objects.message,
    role: objects.role,
    user: objects.user,
    scopedWebhook: objects.webhook,
    credential: objects.credential,
    configurationAddress: objects.address,
  };
  return template.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    switch (parameter) {
      case 'ChatServiceSid':
        return objects.service;
      case 'ConversationSid':
        return objects.conversation;
      case 'UserSid':
        return 'Ann';
      default:
        return item[name] ?? '';
    }
  });
}
