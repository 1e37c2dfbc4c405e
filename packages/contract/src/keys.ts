import { text } from './codecs/text.ts';
import { create, fetch, list, remove, update } from './operation.ts';
import { field } from './parameter.ts';

/**
 * API keys. They do not belong to the Conversations API: SDKs manage them by an older one, with paths, dates and
 * lists of its own form. So they stand beside the table of resources, and no client or document is derived of them.
 */
export const keyPaths = {
  collection: '/2010-04-01/Accounts/{AccountSid}/Keys.json',
  item: '/2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json',
} as const;

const friendlyName = {
  FriendlyName: field(text({ max: 64, tooLong: 20002 }), 'A name for people; it may be empty.'),
};

export const keyOperations = {
  create: create({
    summary: 'Make an API key; the reply alone shows its secret',
    parameters: friendlyName,
    errors: [20002, 20006],
  }),
  fetch: fetch({ summary: 'Read an API key', parameters: {}, errors: [20006] }),
  list: list({ summary: 'Page through the API keys, newest first', parameters: {}, errors: [20006] }),
  update: update({ summary: 'Rename an API key', parameters: friendlyName, errors: [20002, 20006] }),
  delete: remove({ summary: 'Delete an API key', parameters: {}, errors: [20006] }),
};
