import { enumeration } from '../codecs/enumeration.ts';
import { filename } from '../codecs/filename.ts';
import { opaqueText } from '../codecs/text.ts';
import { ApiError, invalidParameter } from '../errors.ts';
import { filter } from '../parameter.ts';
import * as property from '../property.ts';
import { endpoint, type JsonBody } from './endpoint.ts';

/*
 * Media: the files attached to messages. The requests are those that the SDKs for browsers and phones send.
 */

/** What media are for: sent by users, or the text of an e-mail and the earlier ones that it quotes. */
const mediaCategories = ['media', 'body', 'history'] as const;

const collection = '/v1/Services/{ChatServiceSid}/Media';
const item = `${collection}/{Sid}` as const;

/** Errors of access tokens. */
const tokenErrors = [20101, 20102, 20103, 20104, 20105, 20106, 20107] as const;

const record = {
  sid: property.sidOf('ME'),
  service_sid: property.sidOf('IS'),
  channel_sid: property.nullable(property.sidOf('CH')),
  message_sid: property.nullable(property.sidOf('IM')),
  date_created: property.date(),
  date_updated: property.date(),
  date_upload_updated: property.date(),
  size: property.integer(),
  content_type: property.text(),
  filename: property.nullable(property.text()),
  category: property.enumOf(mediaCategories),
  author: property.nullable(property.text()),
  is_multipart_upstream: property.boolean(),
  url: property.url(),
  links: property.links({ content: 'Content', content_direct_temporary: 'Content' }),
};

const mediaReply = { kind: 'object', name: 'Media', properties: record } as const;

export const createMedia = endpoint({
  name: 'CreateMedia',
  tag: 'Media',
  summary: 'Upload media: the content itself, or a form with one file',
  method: 'POST',
  path: collection,
  authentication: 'token',
  parameters: {
    Category: filter(enumeration(mediaCategories), 'What the media are for. Defaults to media.'),
    Filename: filter(filename(), 'Name of the file. Defaults to the name of the file in the form.', {
      empty: 'clear',
    }),
  },
  body: { kind: 'content' },
  status: 201,
  reply: mediaReply,
  otherReplies: { 408: { description: '20001: The request took too long to arrive', body: 'error' } },
  errors: [...tokenErrors, 50511, 50512],
  canUseIdempotencyKey: true,
  metric: 'CreateMedia',
});

export const fetchMedia = endpoint({
  name: 'FetchMedia',
  tag: 'Media',
  summary: 'Fetch the record of media, with a new temporary link',
  method: 'GET',
  path: item,
  authentication: 'token',
  parameters: {},
  status: 200,
  reply: mediaReply,
  errors: tokenErrors,
  metric: 'FetchMedia',
});

export const deleteMedia = endpoint({
  name: 'DeleteMedia',
  tag: 'Media',
  summary: 'Delete media that no message uses; with a token, only your own',
  method: 'DELETE',
  path: item,
  authentication: 'token',
  parameters: {},
  status: 204,
  reply: { kind: 'none' },
  errors: [...tokenErrors, 20403, 50508],
  metric: 'DeleteMedia',
});

const contentReplies = {
  206: { description: 'The range of the content that the header `Range` names.', body: 'reply' },
  304: { description: 'The content has an ETag that the client already has.', body: 'none' },
  416: { description: '20001: The content does not have the range', body: 'error' },
} as const;

export const fetchMediaContent = endpoint({
  name: 'FetchMediaContent',
  tag: 'Media',
  summary: 'Fetch the content of media, or a range of it',
  method: 'GET',
  path: `${item}/Content`,
  authentication: 'token',
  parameters: {},
  status: 200,
  reply: { kind: 'content' },
  otherReplies: contentReplies,
  errors: tokenErrors,
  metric: 'FetchMediaContent',
});

export const fetchLinkedMediaContent = endpoint({
  name: 'FetchLinkedMediaContent',
  tag: 'Media',
  summary: 'Fetch the content of media by the temporary link of its record, without credentials',
  method: 'GET',
  path: '/media/{ChatServiceSid}/{Sid}',
  authentication: 'public',
  parameters: {
    expires: filter(opaqueText(), 'When the link expires.'),
    signature: filter(opaqueText(), 'Signature of the link.'),
  },
  status: 200,
  reply: { kind: 'content' },
  otherReplies: contentReplies,
  errors: [20403, 20404],
  metric: 'FetchMediaContent',
});

/** Maximum number of records that one request fetches. */
const maxMediaSetSize = 1000;

/** The SIDs that a request for several records names; null for anything that is not a string. */
const mediaSids: JsonBody<readonly string[], readonly (string | null)[]> = {
  kind: 'json',
  schema: {
    type: 'object',
    properties: {
      command: { type: 'string', const: 'get' },
      list: {
        type: 'array',
        maxItems: maxMediaSetSize,
        items: { type: 'object', properties: { media_sid: { type: 'string' } } },
      },
    },
    required: ['command', 'list'],
  },
  encode: (sids) => JSON.stringify({ command: 'get', list: sids.map((media_sid) => ({ media_sid })) }),
  decode: (body) => {
    const { command, list } = parseObject(body);
    if (command !== 'get') throw invalidParameter('command', toShown(command), 'get');
    if (!Array.isArray(list) || list.length > maxMediaSetSize)
      throw invalidParameter(
        'list',
        undefined,
        `a list of up to ${maxMediaSetSize} objects with a media_sid`,
      );
    return list.map((entry: unknown) =>
      typeof entry === 'object' &&
      entry !== null &&
      'media_sid' in entry &&
      typeof entry.media_sid === 'string'
        ? entry.media_sid
        : null,
    );
  },
};

/** The text of a value of JSON that should be a text; undefined for any other. */
const toShown = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function parseObject(body: string): { readonly command?: unknown; readonly list?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // The same as another value.
  }
  throw new ApiError(20001, 'The request body is not a JSON object');
}

export const fetchMediaSet = endpoint({
  name: 'FetchMediaSet',
  tag: 'Media',
  summary: 'Fetch the records of several media; `code` is 200 or 404 for each',
  method: 'POST',
  path: '/v1/Services/{ChatServiceSid}/MediaSet',
  authentication: 'token',
  parameters: {},
  body: mediaSids,
  status: 200,
  reply: {
    kind: 'array',
    item: {
      name: 'MediaSetEntry',
      properties: { code: property.integer(), media_record: property.object(optionalExceptSid(record)) },
    },
  },
  errors: tokenErrors,
  metric: 'FetchMediaSet',
});

/** Of media that do not exist, a set shows only what the request named. */
function optionalExceptSid<const P extends property.Properties>(properties: P) {
  const entries = Object.entries(properties).map(([name, each]) => [name, property.optional(each)]);
  return { ...Object.fromEntries(entries), sid: property.nullable(property.text()) } as {
    readonly [Name in Exclude<keyof P, 'sid'>]: P[Name] & { readonly optional: true };
  } & { readonly sid: { readonly type: 'text'; readonly nullable: true } };
}
