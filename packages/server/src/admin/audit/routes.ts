import { ApiError, listAuditEntries, listedOrDefault } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { findNewestEntriesOf } from '../../audit/audit-log.ts';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { instant } from '../../platform/instant.ts';
import { query } from '../../rest/handler.ts';
import { pageMeta } from '../../rest/paging/page-meta.ts';
import { serializeEntry } from './serialize-entry.ts';

/** Mounts the audit log of an account, which requires the SID and the auth token of the account. */
export function mountAudit(server: FastifyInstance, deps: EndpointDeps): void {
  mountEndpoint(
    server,
    deps,
    listAuditEntries,
    query({
      async read(reader, request) {
        const { accountSid, parameters } = request;
        const limit = listedOrDefault(parameters.pageSize);
        const found = await reader.all(findNewestEntriesOf, {
          account_sid: accountSid,
          before: parameters.pageToken ?? Number.MAX_SAFE_INTEGER,
          since: parameters.startDate === undefined ? '' : instant(parameters.startDate.getTime()),
          // One more than is shown, to find out whether there are more.
          limit: limit + 1,
        });
        const entries = found.slice(0, limit);
        const next = found.length > limit ? entries.at(-1)?.position : undefined;
        return {
          meta: pageMeta(listAuditEntries, request, 'entries', next),
          entries: entries.map(serializeEntry),
        };
      },
    }),
    {
      authorize({ accountSid, actor }) {
        // It shows what each of the account's keys has done.
        if (actor !== accountSid) throw new ApiError(20006);
        return true;
      },
    },
  );
}
