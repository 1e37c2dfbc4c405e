import type { Fields } from '../../rest/decode.ts';

/**
 * The operations that clients can send, by their names in the contract, with the parameters that the body may have. A
 * body that has others is accepted without them: a client cannot choose the author of its message.
 */
export const clientOperations: Readonly<Record<string, readonly string[]>> = {
  CreateServiceConversation: ['FriendlyName', 'UniqueName', 'Attributes'],
  FetchServiceConversation: [],
  UpdateServiceConversation: ['FriendlyName', 'UniqueName', 'Attributes'],
  DeleteServiceConversation: [],

  CreateServiceConversationParticipant: [
    'Identity',
    'Attributes',
    'MessagingBinding.Address',
    'MessagingBinding.ProxyAddress',
    'MessagingBinding.Name',
    'MessagingBinding.Level',
  ],
  FetchServiceConversationParticipant: [],
  UpdateServiceConversationParticipant: ['Attributes'],
  DeleteServiceConversationParticipant: [],

  CreateServiceConversationMessage: [
    'Body',
    'Subject',
    'Attributes',
    'MediaSids',
    'ContentSid',
    'ContentVariables',
  ],
  FetchServiceConversationMessage: [],
  UpdateServiceConversationMessage: ['Body', 'Attributes'],
  DeleteServiceConversationMessage: [],
  ListServiceConversationMessageReceipt: [],

  FetchServiceUser: [],
  UpdateServiceUser: ['FriendlyName', 'Attributes'],

  FetchServiceUserConversation: [],
  ListServiceUserConversation: [],
  UpdateServiceUserConversation: ['LastReadMessageIndex', 'NotificationLevel'],
};

/** `friendly_name` is `FriendlyName`, and `messaging_binding: {proxy_address}` is `MessagingBinding.ProxyAddress`. */
const parameterName = (key: string): string =>
  key.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * The form fields of a JSON body.
 *
 * @param allowed the names of the fields; others are left out.
 */
export function toFields(body: Readonly<Record<string, unknown>>, allowed: readonly string[]): Fields {
  const fields: Record<string, string | readonly string[]> = {};
  const add = (value: unknown, name: string): void => {
    if (Array.isArray(value)) {
      if (allowed.includes(name)) fields[name] = value.map(String);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) add(each, `${name}.${parameterName(key)}`);
    } else if (value !== undefined && allowed.includes(name)) {
      // An empty value removes what the field sets, as null does here.
      fields[name] = value === null ? '' : String(value);
    }
  };
  for (const [key, value] of Object.entries(body)) add(value, parameterName(key));
  return fields;
}
