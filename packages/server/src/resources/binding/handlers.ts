import { binding, bindingTypes } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { replyContext } from '../../rest/request-context.ts';
import { serviceKey } from '../../rest/service-scope.ts';
import type { ResourceDefinition } from '../resource.ts';
import {
  bindingTable,
  lockBinding,
  pageOfBindings,
  pageOfBindingsOfUsers,
  removeBinding,
  renderBinding,
} from './store.ts';
import { updateNotifiable } from './update-notifiable.ts';

export const bindingResource: ResourceDefinition<typeof binding> = {
  handlers: {
    fetch: query({
      async read(reader, request) {
        const sid = canonicalSid(binding.sidPrefix, request.identifier);
        if (sid === undefined) return undefined;
        return (await reader.one(renderBinding, { ...replyContext(request, binding), sid }))?.body;
      },
    }),

    list: query({
      read(reader, request) {
        const { bindingType = bindingTypes, identity } = request.parameters;
        const context = { ...replyContext(request, binding), types: JSON.stringify(bindingType) };
        if (identity === undefined) return renderList(reader, request, binding, pageOfBindings, context);
        const ofUsers = { ...context, identities: JSON.stringify(identity) };
        return renderList(reader, request, binding, pageOfBindingsOfUsers, ofUsers);
      },
    }),

    delete: command({
      async load(reader, request) {
        const sid = canonicalSid(binding.sidPrefix, request.identifier);
        return sid === undefined ? undefined : reader.lock(lockBinding, { ...serviceKey(request), sid });
      },
      async run(transaction, before, request) {
        await transaction.remove(removeBinding, before);
        const { identity } = before;
        return { result: null, events: await updateNotifiable(transaction, serviceKey(request), identity) };
      },
      present: noContent,
    }),
  },
  cascadeDeletes: [cascadeFromService(bindingTable)],
};
