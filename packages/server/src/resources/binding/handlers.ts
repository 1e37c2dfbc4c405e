import { binding, bindingTypes } from '@colloquy/contract';
import { type HandlersOf, scopeOf, serviceOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { listReply } from '../paging.ts';
import { serviceExists } from '../service/store.ts';
import { findBinding, lockBinding, pageOfBindings, pageOfBindingsOfUsers, removeBinding } from './store.ts';

/** The operations on bindings. */
export const bindingHandlers = ({ storage }: Tools): HandlersOf<typeof binding> => ({
  async fetch(call) {
    const sid = canonicalSid(binding.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const parameters = { ...scopeOf(call, binding), sid };
    return (await storage.read((reader) => reader.one(findBinding, parameters)))?.body;
  },

  list(call) {
    const { bindingType = bindingTypes, identity } = call.parameters;
    const parameters = { ...scopeOf(call, binding), types: JSON.stringify(bindingType) };
    return storage.read((reader) => {
      const options = {
        exists: async () => (await reader.one(serviceExists, serviceOf(call))) !== undefined,
      };
      if (identity === undefined)
        return listReply(reader, call, binding, pageOfBindings, parameters, options);
      const ofUsers = { ...parameters, identities: JSON.stringify(identity) };
      return listReply(reader, call, binding, pageOfBindingsOfUsers, ofUsers, options);
    });
  },

  async delete(call) {
    const sid = canonicalSid(binding.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const deleted = await storage.write(async (transaction) => {
      const found = await transaction.lock(lockBinding, { ...serviceOf(call), sid }, (row) => row.sid);
      return found !== undefined && transaction.remove(removeBinding, found);
    });
    return deleted ? '' : undefined;
  },
});
