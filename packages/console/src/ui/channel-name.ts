import type { Participant } from '../api/participants.ts';

type Channel = NonNullable<NonNullable<Participant['messagingBinding']>['type']>;

const names: Readonly<Record<Channel, string>> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  messenger: 'Messenger',
  gbm: 'Business Messages',
  email: 'e-mail',
  rcs: 'RCS',
  apple: 'Apple Messages',
  chat: 'chat',
};

/** What people call a channel; one that only a newer server knows keeps its name in the API. */
export const channelName = (channel: Channel): string => names[channel] ?? channel;
