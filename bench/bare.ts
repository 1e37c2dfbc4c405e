/**
 * The bare server: Fastify without logic. It replies, from memory and for the same methods and paths,
 * the very bytes the product replied, so its speed is what the HTTP stack alone allows on this machine.
 */

import Fastify, { type FastifyReply } from 'fastify';
import { acceptForms } from './form-body.ts';
import { type CannedReply, type HelperReply, isReplyOrder } from './messages.ts';
import type { Shape } from './scenarios.ts';

const server = Fastify({ logger: false });
const replies = new Map<Shape, CannedReply>();
const collection = '/v1/Services/:serviceSid/Conversations';

function replyWith(shape: Shape, reply: FastifyReply): FastifyReply {
  const canned = replies.get(shape);
  if (canned === undefined) return reply.code(500).send(`nothing to reply for ${shape} yet`);
  return reply.code(canned.status).headers(canned.headers).send(canned.body);
}

function tell(message: HelperReply): void {
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
  replies.set(message.shape, message.reply);
  tell({ kind: 'done' });
});
process.on('disconnect', () => process.exit(1));

const address = await server.listen({ host: '127.0.0.1', port: 0 });
tell({ kind: 'ready', port: Number(new URL(address).port) });
