import { configuration, type ValuesOf } from '@colloquy/contract';
import { replaced } from '../changes.ts';
import { timerOf } from '../conversation/timers.ts';
import { type Call, type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { givenService } from '../service/given.ts';
import { defaultService, defaultServiceOfHeld } from './accounts.ts';
import {
  type AccountDefaults,
  findDefaults,
  lockAccount,
  presentConfiguration,
  setDefaults,
} from './store.ts';

type Change = ValuesOf<(typeof configuration.operations.update)['parameters']>;

/** The operations on the configuration of an account. */
export const configurationHandlers = (tools: Tools): HandlersOf<typeof configuration> => ({
  async fetch(call) {
    const serviceSid = await defaultService(tools, call.accountSid);
    const defaults = await tools.storage.read((reader) => reader.one(findDefaults, { sid: call.accountSid }));
    return defaults && presented(call, defaults, serviceSid);
  },

  async update(call) {
    const { accountSid, parameters } = call;
    const changed = await tools.storage.write(async (transaction) => {
      const before = await transaction.lock(lockAccount, { sid: accountSid }, ({ sid }) => sid);
      if (before === undefined) return undefined;
      const { defaultChatServiceSid: given } = parameters;
      const serviceSid =
        given === undefined
          ? await defaultServiceOfHeld(tools, transaction, accountSid)
          : await givenService(transaction, accountSid, given);
      const after = updated(before, parameters);
      await transaction.update(setDefaults, { ...after, default_service_sid: serviceSid });
      return { after, serviceSid };
    });
    return changed && presented(call, changed.after, changed.serviceSid);
  },
});

/** The defaults with what a request changes. */
const updated = (before: AccountDefaults, change: Change): AccountDefaults => ({
  sid: before.sid,
  default_messaging_service_sid: replaced(
    change.defaultMessagingServiceSid,
    before.default_messaging_service_sid,
  ),
  default_inactive_timer: timerOf(replaced(change.defaultInactiveTimer, before.default_inactive_timer)),
  default_closed_timer: timerOf(replaced(change.defaultClosedTimer, before.default_closed_timer)),
});

const presented = (call: Call, defaults: AccountDefaults, default_chat_service_sid: string): string =>
  presentConfiguration.fromRow({ ...defaults, default_chat_service_sid }, scopeOf(call, configuration));
