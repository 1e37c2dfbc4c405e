import { configuration, type ValuesOf } from '@colloquy/contract';
import {
  type AccountDefaults,
  findAccountDefaults,
  findDefaultService,
  lockAccount,
  setAccountDefaults,
} from '../../accounts/store.ts';
import { command, query } from '../../rest/handler.ts';
import { presenter } from '../../rest/presenter.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import { replaceIfGiven } from '../../rest/row-changes.ts';
import { normalizeTimer } from '../conversation/timers.ts';
import type { ResourceDefinition } from '../resource.ts';
import { ensureDefaultService, resolveDefaultService } from '../service/default-service.ts';
import { resolveService } from '../service/resolve-service.ts';

const presentConfiguration = presenter(configuration);

/** The configuration of an account. */
export const configurationResource: ResourceDefinition<typeof configuration> = {
  handlers: {
    fetch: query({
      ensure: ({ accountSid }, deps) => resolveDefaultService(deps, accountSid),
      async read(reader, request) {
        const key = { sid: request.accountSid };
        const [defaults, service] = [
          await reader.one(findAccountDefaults, key),
          await reader.one(findDefaultService, key),
        ];
        return defaults && service && present({ ...defaults, ...service }, request);
      },
    }),

    update: command({
      load: (reader, { accountSid }) => reader.lock(lockAccount, { sid: accountSid }),
      async run(transaction, before, { accountSid, parameters, now }, { sids }) {
        const { defaultChatServiceSid: given } = parameters;
        const service_sid =
          given === undefined
            ? await ensureDefaultService(transaction, { sids, now, accountSid })
            : await resolveService(transaction, accountSid, given);
        const after = update(before, parameters);
        await transaction.update(setAccountDefaults, { ...after, default_service_sid: service_sid });
        return { result: { ...after, service_sid } };
      },
      present,
    }),
  },
};

type Change = ValuesOf<(typeof configuration.operations.update)['parameters']>;

const update = (before: AccountDefaults, change: Change): AccountDefaults => ({
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

function present(
  { service_sid, ...defaults }: AccountDefaults & { readonly service_sid: string },
  request: RequestContext,
): string {
  const row = { ...defaults, default_chat_service_sid: service_sid };
  return presentConfiguration.fromRow(row, replyContext(request, configuration));
}
