import { text } from './codecs/text.ts';
import { create, fetch, list, remove, update } from './operation.ts';
import { field } from './parameter.ts';

/**
 * API keys belong to an older API than Conversations, with paths, dates and lists of another form. They are therefore
 * not in the table of resources, and no client or document derives from them.
 */
export const keyPaths = {
  collection: '/2010-04-01/Accounts/{AccountSid}/Keys.json',
  item: '/2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json',
} as const;

const friendlyName = {
  FriendlyName: field(text({ max: 64, tooLong: 20002 }), 'A human-readable name, which can be empty.'),
};

export const keyOperations = {
  create: create({
    summary: 'Create an API key; only this reply contains its secret',
    parameters: friendlyName,
    errors: [20002, 20006],
  }),
  fetch: fetch({ summary: 'Fetch an API key', parameters: {}, errors: [20006] }),
  list: list({ summary: 'List API keys, newest first', parameters: {}, errors: [20006] }),
  update: update({
    summary: 'Update the name of an API key',
    parameters: friendlyName,
    errors: [20002, 20006],
  }),
  delete: remove({ summary: 'Delete an API key', parameters: {}, errors: [20006] }),
};
