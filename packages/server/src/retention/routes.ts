import { deleteRetention, fetchRetention, updateRetention } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../http/mount-endpoint.ts';
import { instant } from '../platform/instant.ts';
import { canonicalSid } from '../rest/canonical-sid.ts';
import { command, query } from '../rest/handler.ts';
import type { EndpointRequest } from '../rest/request-context.ts';
import { replaceIfGiven } from '../rest/row-changes.ts';
import { serviceExists, serviceKey } from '../rest/service-scope.ts';
import type { Reader } from '../storage/storage.ts';
import { firstStep } from './apply-retention.ts';
import { addPolicy, findPolicy, lockPolicy, type PolicyRow, removePolicy, setPolicy } from './store.ts';

/** Mounts the retention of a service. It takes the credentials of an account or of an API key. */
export function mountRetention(server: FastifyInstance, deps: EndpointDeps): void {
  mountEndpoint(
    server,
    deps,
    fetchRetention,
    query({
      async read(reader, request) {
        const service_id = await findServiceId(reader, request);
        if (service_id === undefined) return undefined;
        return serialize(request, await reader.one(findPolicy, { service_id }));
      },
    }),
  );

  mountEndpoint(
    server,
    deps,
    updateRetention,
    command({
      async load(reader, request) {
        const service_id = await findServiceId(reader, request);
        return service_id === undefined
          ? undefined
          : { service_id, before: await reader.lock(lockPolicy, { service_id }) };
      },
      async run(transaction, { service_id, before }, { parameters, now }) {
        const row = {
          service_id,
          closed_conversations: replaceIfGiven(
            parameters.closedConversations,
            before?.closed_conversations ?? null,
          ),
          messages: replaceIfGiven(parameters.messages, before?.messages ?? null),
          media: replaceIfGiven(parameters.media, before?.media ?? null),
          date_updated: instant(now),
          date_due: instant(now),
          ...firstStep,
        };
        // Another request may have added one since.
        if (before !== undefined || !(await transaction.insert(addPolicy, row)))
          await transaction.update(setPolicy, row);
        return { result: row };
      },
      present: (row, request) => serialize(request, row),
      afterCommit: async (_result, _request, { wakeScheduler }) => wakeScheduler(),
    }),
  );

  mountEndpoint(
    server,
    deps,
    deleteRetention,
    command({
      async load(reader, request) {
        const service_id = await findServiceId(reader, request);
        return service_id === undefined ? undefined : reader.lock(lockPolicy, { service_id });
      },
      async run(transaction, { service_id }) {
        await transaction.remove(removePolicy, { service_id });
        return { result: null };
      },
      present: () => undefined,
    }),
  );
}

async function findServiceId(
  reader: Reader,
  { accountSid, chatServiceSid }: EndpointRequest,
): Promise<number | undefined> {
  const sid = canonicalSid('IS', chatServiceSid);
  if (sid === undefined) return undefined;
  return (await reader.one(serviceExists, serviceKey({ accountSid, chatServiceSid: sid })))?.id;
}

type ShownPolicy = Pick<PolicyRow, 'closed_conversations' | 'messages' | 'media' | 'date_updated'>;

const serialize = ({ chatServiceSid }: EndpointRequest, policy: ShownPolicy | undefined) => ({
  chat_service_sid: chatServiceSid,
  closed_conversations: policy?.closed_conversations ?? null,
  messages: policy?.messages ?? null,
  media: policy?.media ?? null,
  date_updated: policy?.date_updated ?? null,
});
