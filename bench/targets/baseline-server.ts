/**
 * The baseline server: Fastify without logic. It returns from memory, for the same methods and paths, the same bytes
 * as the product, so its speed is what the HTTP stack alone allows on this machine.
 */

import Fastify, { type FastifyReply } from 'fastify';
import { type CannedReply, type HelperReply, isReplyOrder } from '../helper-messages.ts';
import type { Endpoint } from '../scenarios/scenarios.ts';
import { acceptForms } from './accept-forms.ts';

const server = Fastify({ logger: false });
const replies = new Map<Endpoint, CannedReply>();
const collection = '/v1/Services/:serviceSid/Conversations';

function replyWith(endpoint: Endpoint, reply: FastifyReply): FastifyReply {
  const canned = replies.get(endpoint);
  if (canned === undefined) return reply.code(500).send(`nothing to reply for ${endpoint} yet`);
  return reply.code(canned.status).headers(canned.headers).send(canned.body);
}

function sendReply(message: HelperReply): void {
  process.send?.(message);
}

acceptForms(server);
server.post(collection, (_request, reply) => replyWith('create', reply));
server.get(collection, (_request, reply) => replyWith('list', reply));
server.get(`${collection}/:sid`, (_request, reply) => replyWith('fetch', reply));
server.post(`${collection}/:sid`, (_request, reply) => replyWith('update', reply));
server.post(`${collection}/:sid/Messages`, (_request, reply) => replyWith('post', reply));
server.get(`${collection}/:sid/Messages`, (_request, reply) => replyWith('list-messages', reply));
server.post(`${collection}/:sid/Participants`, (_request, reply) => replyWith('join', reply));
server.get('/v1/Services/:serviceSid/Users/:identity/Conversations', (_request, reply) =>
  replyWith('user-conversations', reply),
);

process.on('message', (message: unknown) => {
  if (!isReplyOrder(message)) return;
  replies.set(message.endpoint, message.reply);
  sendReply({ kind: 'done' });
});
process.on('disconnect', () => process.exit(1));

const address = await server.listen({ host: '127.0.0.1', port: 0 });
sendReply({ kind: 'ready', port: Number(new URL(address).port) });
