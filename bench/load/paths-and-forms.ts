/** Paths and form bodies of the requests: fixed parts are joined once, only SIDs and numbers change. */

const pageSize = 50;
/** Stands for the number in a text that is the same for all rows otherwise. */
export const numberMarker = '000000';

/** About 220 bytes of JSON, as an application would store with a conversation. */
export const attributes = JSON.stringify({
  order: numberMarker,
  customer: { id: 48213, tier: 'gold', locale: 'en-GB' },
  channel: 'web',
  tags: ['billing', 'priority', 'follow-up'],
  source: 'checkout',
  cart: { items: 3, total: '129.90', currency: 'EUR', coupon: 'SPRING' },
});

const [attributesStart = '', attributesEnd = ''] = encodeURIComponent(attributes).split(numberMarker);

/** A message of about 220 bytes. */
const text =
  'Thank you for waiting. I have looked into order 000000 and the parcel left our warehouse this morning; ' +
  'it should be with you tomorrow before noon. Would you like me to send the number for tracking to your phone too?';

const [textStart = '', textEnd = ''] = encodeURIComponent(text).split(numberMarker);

/** Returns the path of the conversations of a service. */
export function collectionPath(serviceSid: string): string {
  return `/v1/Services/${serviceSid}/Conversations`;
}

/** Returns a path with the query for a page of 50. */
export function firstPage(path: string, size = pageSize): string {
  return `${path}?PageSize=${size}`;
}

/** Returns the path of the messages of a conversation. */
export function messagesPath(serviceSid: string, conversationSid: string): string {
  return `${collectionPath(serviceSid)}/${conversationSid}/Messages`;
}

/** Returns the path of the participants of a conversation. */
export function participantsPath(serviceSid: string, conversationSid: string): string {
  return `${collectionPath(serviceSid)}/${conversationSid}/Participants`;
}

/** Returns the path of the conversations of the user with an identity. */
export function userConversationsPath(serviceSid: string, identity: string): string {
  return `/v1/Services/${serviceSid}/Users/${identity}/Conversations`;
}

/** Returns the form body that creates the conversation with this number. */
export function createForm(number: number): string {
  const digits = digitsOf(number);
  return (
    `FriendlyName=Order+${digits}&UniqueName=order-${digits}` +
    `&Attributes=${attributesStart}${digits}${attributesEnd}`
  );
}

/** Returns the form body of an update; the number makes each one different. */
export function updateForm(number: number): string {
  const digits = digitsOf(number);
  return `FriendlyName=Changed+${digits}&Attributes=${attributesStart}${digits}${attributesEnd}`;
}

/** Returns the form body of a message by an identity; the number makes each one different. */
export function messageForm(number: number, author: string): string {
  return `Author=${author}&Body=${textStart}${digitsOf(number)}${textEnd}`;
}

/** Returns the form body that adds a chat participant. */
export function participantForm(identity: string): string {
  return `Identity=${identity}`;
}

/** Returns a number in the form that names contain. */
export function digitsOf(number: number): string {
  return String(number).padStart(6, '0');
}
