import { ApiError, sidPattern } from '@colloquy/contract';
import { findReadAccess } from '../../resources/access/users.ts';
import { findMessageSid } from '../../resources/message/store.ts';
import { notFound } from '../../rest/not-found.ts';
import type { Reader, Storage } from '../../storage/storage.ts';
import { scopeOf } from '../hub/watched-object.ts';
import { readRecipients } from '../read-model/message-recipients.ts';
import { type Call, jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

const conversationPath = '/v1/Services/:service/Conversations/:conversation';
const maxPageSize = 100;
const defaultPageSize = 50;

/** The paths of messages that only the client SDK has, or whose replies are not those of the REST API. */
export const messageRoutes = (storage: Pick<Storage, 'read'>): TunnelRoute[] => [
  {
    method: 'GET',
    path: `${conversationPath}/MessageRecipients`,
    handle: (call) =>
      storage.read(async (reader) => {
        const sid = await assertReadable(reader, call);
        const page = await readRecipients(reader, scopeOf(call.session), sid, {
          messageSid: call.params['MessageSid'],
          token: call.params['PageToken'],
          limit: pageSize(call),
        });
        if (page === undefined) throw notFound(call.request.path);
        const meta = { previous_token: page.previousToken, next_token: page.nextToken };
        return jsonReply({ message_recipients: page.recipients, meta });
      }),
  },
  {
    // No channel reports metadata. Clients read the error as none.
    method: 'GET',
    path: `${conversationPath}/Messages/:message/ChannelMetadata`,
    handle: (call) =>
      storage.read(async (reader) => {
        const conversation_sid = await assertReadable(reader, call);
        const key = { ...scopeOf(call.session), conversation_sid, sid: call.path['message'] ?? '' };
        throw (await reader.one(findMessageSid, key)) === undefined
          ? notFound(call.request.path)
          : new ApiError(50530);
      }),
  },
];

/** The SID of the conversation of a path. @throws ApiError 20404, 50430 for a user who may not read its messages. */
async function assertReadable(reader: Reader, { session, path, request }: Call): Promise<string> {
  const { conversation: sid = '', service } = path;
  const { accountSid, serviceSid, identity } = session.user;
  if (service !== serviceSid || !sidPattern('CH').test(sid)) throw notFound(request.path);
  const access = await findReadAccess(reader, { accountSid, chatServiceSid: serviceSid, identity }, sid);
  if (access === undefined) throw notFound(request.path);
  if (!access.content) throw new ApiError(50430);
  return sid;
}

function pageSize({ params }: Call): number {
  const size = Number(params['PageSize'] ?? defaultPageSize);
  return Number.isSafeInteger(size) ? Math.min(Math.max(size, 1), maxPageSize) : defaultPageSize;
}
