import { setTimeout } from 'node:timers/promises';
import type { Client, ColloquyError } from '@colloquy/client';
import {
  escapeControls,
  listActiveConversations,
  listSearchResults,
  rebuildSearchIndex,
} from '@colloquy/contract';
import { toApiJson } from './api-json.ts';
import type { CommandInput } from './command.ts';
import { describeReply } from './connection/call-server.ts';
import { connect } from './connection/connect.ts';
import { decodeArgument } from './decode-argument.ts';
import { parseLimit } from './parse-limit.ts';
import { formatTable } from './terminal/format-table.ts';

type Flag = 'service' | 'conversation' | 'author' | 'address' | 'state' | 'since' | 'until' | 'limit' | 'url';
type SearchInput = CommandInput<Flag, 'kind' | 'attribute'>;

const { Kind, ServiceSid, ConversationSid, State, StartDate, EndDate } = listSearchResults.parameters;

/** `colloquy search TEXT`. */
export async function search(input: SearchInput, query: string): Promise<void> {
  const { output } = input;
  const limit = parseLimit(input.flags.limit);
  // One more than is printed, to find out whether there are more.
  const request = { query, ...toFilters(input), limit: limit + 1 };
  const found = await connect(input, describeRefusal).call((client) => client.listSearchResults(request));
  const listed = found.slice(0, limit);
  output.result(
    listed.map((each) => toApiJson(listSearchResults.reply.item.properties, each)),
    found.length === 0 ? 'Nothing was found.' : formatResults(listed),
  );
  if (found.length > limit) output.note('\nThere are more. Raise --limit to see them.');
}

/** `colloquy recent`: conversations by their last activity. */
export async function listRecent(input: CommandInput<'service' | 'limit' | 'url'>): Promise<void> {
  const { flags, output } = input;
  const limit = parseLimit(input.flags.limit);
  const { call } = connect(input, describeRefusal);
  const service =
    flags.service === undefined
      ? (await call((client) => client.fetchConfiguration())).defaultChatServiceSid
      : decodeArgument('--service', flags.service, ServiceSid.codec);
  const found = await call((client) => client.listActiveConversations(service, { limit }));
  output.result(
    found.map((each) => toApiJson(listActiveConversations.reply.item.properties, each)),
    found.length === 0
      ? 'No conversations.'
      : formatTable([
          ['CONVERSATION', 'LAST ACTIVITY (UTC)', 'STATE', 'NAME'],
          ...found.map(({ sid, dateLastActivity, state, friendlyName, uniqueName }) => [
            sid,
            formatDateTime(dateLastActivity),
            state,
            escapeControls(friendlyName ?? uniqueName ?? '-'),
          ]),
        ]),
  );
}

const formatDateTime = (date: Date): string => date.toISOString().slice(0, 19).replace('T', ' ');

function toFilters({ flags, lists }: SearchInput) {
  const { service, conversation, author, address, state, since, until } = flags;
  return {
    kind: lists.kind?.map((each) => decodeArgument('--kind', each, Kind.codec)),
    serviceSid: service === undefined ? undefined : decodeArgument('--service', service, ServiceSid.codec),
    conversationSid:
      conversation === undefined
        ? undefined
        : decodeArgument('--conversation', conversation, ConversationSid.codec),
    author,
    address,
    state: state === undefined ? undefined : decodeArgument('--state', state, State.codec),
    startDate: since === undefined ? undefined : decodeArgument('--since', since, StartDate.codec),
    endDate: until === undefined ? undefined : decodeArgument('--until', until, EndDate.codec),
    attribute: lists.attribute,
  };
}

type Result = Awaited<ReturnType<Client['listSearchResults']>>[number];

const formatResults = (results: readonly Result[]): string =>
  formatTable([
    ['OBJECT', 'CREATED (UTC)', 'AUTHOR', 'CONVERSATION', 'TEXT'],
    ...results.map(({ sid, dateCreated, author, conversationName, conversationSid, excerpts }) => [
      sid,
      formatDateTime(dateCreated),
      escapeControls(author ?? '-'),
      escapeControls(conversationName ?? conversationSid ?? '-'),
      escapeControls(excerpts[0]?.parts.map(({ text }) => text).join('') ?? ''),
    ]),
  ]);

/** The interval in which a rebuild is looked at. */
const pollIntervalMs = 500;

/** `colloquy reindex`: rebuilds the search index of the account, and returns when it is done. */
export async function reindex(input: CommandInput<'url'>): Promise<void> {
  const { call } = connect(input, describeRefusal);
  const progress = input.startProgress('Checking objects');
  let index = await call((client) => client.rebuildSearchIndex());
  while (index.state === 'building') {
    progress.update(index.checkedCount);
    await setTimeout(pollIntervalMs);
    index = await call((client) => client.fetchSearchIndex());
  }
  progress.end();
  input.output.result(
    toApiJson(rebuildSearchIndex.reply.properties, index),
    `Done: ${index.checkedCount.toLocaleString('en')} objects and entries of the index were checked.`,
  );
}

const describeRefusal = (error: ColloquyError): string =>
  error.status === 404
    ? 'has no search. Start it without --no-search and COLLOQUY_SEARCH=0.'
    : describeReply(error);
