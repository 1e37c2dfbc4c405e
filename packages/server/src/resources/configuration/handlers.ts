import { configuration, type ValuesOf } from '@colloquy/contract';
import { ensureDefaultService, resolveDefaultService } from '../../accounts/accounts.ts';
import {
  type AccountDefaults,
  findAccountDefaults,
  lockAccount,
  presentConfiguration,
  setAccountDefaults,
} from '../../accounts/store.ts';
import { type HandlerDeps, type HandlersOf, type RequestContext, replyContext } from '../../rest/handler.ts';
import { replaceIfGiven } from '../../rest/row-changes.ts';
import { normalizeTimer } from '../conversation/timers.ts';
import { resolveService } from '../service/resolve-service.ts';

type Change = ValuesOf<(typeof configuration.operations.update)['parameters']>;

/** The operations on the configuration of an account. */
export const configurationHandlers = (deps: HandlerDeps): HandlersOf<typeof configuration> => ({
  async fetch(request) {
    const serviceSid = await resolveDefaultService(deps, request.accountSid);
    const defaults = await deps.storage.read((reader) =>
      reader.one(findAccountDefaults, { sid: request.accountSid }),
    );
    return defaults && render(request, defaults, serviceSid);
  },

  async update(request) {
    const { accountSid, parameters } = request;
    const changed = await deps.storage.write(async (transaction) => {
      const before = await transaction.lock(lockAccount, { sid: accountSid });
      if (before === undefined) return undefined;
      const { defaultChatServiceSid: givenSid } = parameters;
      const serviceSid =
        givenSid === undefined
          ? await ensureDefaultService(deps, transaction, accountSid)
          : await resolveService(transaction, accountSid, givenSid);
      const after = applyUpdate(before, parameters);
      await transaction.update(setAccountDefaults, { ...after, default_service_sid: serviceSid });
      return { after, serviceSid };
    });
    return changed && render(request, changed.after, changed.serviceSid);
  },
});

/** The defaults with what a request changes. */
const applyUpdate = (before: AccountDefaults, change: Change): AccountDefaults => ({
  sid: before.sid,
  default_messaging_service_sid: replaceIfGiven(
    change.defaultMessagingServiceSid,
    before.default_messaging_service_sid,
  ),
  default_inactive_timer: normalizeTimer(
    replaceIfGiven(change.defaultInactiveTimer, before.default_inactive_timer),
  ),
  default_closed_timer: normalizeTimer(
    replaceIfGiven(change.defaultClosedTimer, before.default_closed_timer),
  ),
});

const render = (
  request: RequestContext,
  defaults: AccountDefaults,
  default_chat_service_sid: string,
): string =>
  presentConfiguration.fromRow(
    { ...defaults, default_chat_service_sid },
    replyContext(request, configuration),
  );
