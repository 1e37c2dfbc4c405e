import { boolean } from './codecs/boolean.ts';
import { header } from './parameter.ts';

/** A request is silent to webhooks unless it says otherwise. */
export const webhookHeader = {
  'X-Twilio-Webhook-Enabled': header(boolean(), 'Whether webhooks tell of this change; false unless given.'),
};
