import { type Mount, mountPath } from '../routes.ts';
import { endpoint } from './endpoint.ts';

/*
 * What a channel has reported about a message. Messages link to it, although it is not an operation of the API's
 * OpenAPI description. No channel reports anything here, and so each message gets error 50530, which clients
 * understand as none.
 */

const metadataAt = <const M extends Mount, const N extends string>(mount: M, name: N) =>
  endpoint({
    name,
    tag: 'Channel',
    summary: 'Fetch the channel metadata of a message; no message has any, so the reply is 50530',
    method: 'GET',
    path: `${mountPath[mount]}/Conversations/{ConversationSid}/Messages/{MessageSid}/ChannelMetadata`,
    parameters: {},
    status: 200,
    reply: { kind: 'object', name: 'ChannelMetadata', properties: {} },
    errors: [20404, 50530],
    metric: name,
  });

export const fetchServiceChannelMetadata = metadataAt('service', 'FetchServiceChannelMetadata');
export const fetchChannelMetadata = metadataAt('account', 'FetchChannelMetadata');
