import { binding, bindingTypes } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { type HandlerDeps, type HandlersOf, replyContext, serviceKey } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { serviceExists } from '../service/store.ts';
import { findBinding, lockBinding, pageOfBindings, pageOfBindingsOfUsers, removeBinding } from './store.ts';

/** The operations on bindings. */
export const bindingHandlers = ({ storage }: HandlerDeps): HandlersOf<typeof binding> => ({
  async fetch(request) {
    const sid = canonicalSid(binding.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const parameters = { ...replyContext(request, binding), sid };
    return (await storage.read((reader) => reader.one(findBinding, parameters)))?.body;
  },

  list(request) {
    const { bindingType = bindingTypes, identity } = request.parameters;
    const parameters = { ...replyContext(request, binding), types: JSON.stringify(bindingType) };
    return storage.read((reader) => {
      const options = {
        exists: async () => (await reader.one(serviceExists, serviceKey(request))) !== undefined,
      };
      if (identity === undefined)
        return renderList(reader, request, binding, pageOfBindings, parameters, options);
      const ofUsers = { ...parameters, identities: JSON.stringify(identity) };
      return renderList(reader, request, binding, pageOfBindingsOfUsers, ofUsers, options);
    });
  },

  async delete(request) {
    const sid = canonicalSid(binding.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const deleted = await storage.write(async (transaction) => {
      const found = await transaction.lock(lockBinding, { ...serviceKey(request), sid });
      return found !== undefined && transaction.remove(removeBinding, found);
    });
    return deleted ? '' : undefined;
  },
});
