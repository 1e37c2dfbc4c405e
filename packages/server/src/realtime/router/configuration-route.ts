import type { HandlerDeps } from '../../rest/handler.ts';
import { notFound } from '../../rest/not-found.ts';
import { serviceIdSql, serviceKeyColumns } from '../../rest/service-scope.ts';
import { select } from '../../storage/statement.ts';
import { integer } from '../../storage/table.ts';
import { scopeOf } from '../hub/watched-object.ts';
import { ensureSessionUser } from '../presence/ensure-user.ts';
import { objectName } from '../read-model/sync-object.ts';
import { jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

/** The path at which a client learns what it is, and where everything else is. */
export const configurationRoute = (
  deps: Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>,
  { maxMediaBytes }: { readonly maxMediaBytes: number },
): TunnelRoute => ({
  method: 'GET',
  path: '/Client/v2/Configuration',
  async handle(call) {
    const { session, request } = call;
    const { serviceSid, identity } = session.user;
    const userSid = await ensureSessionUser(deps, session.user);
    if (userSid === undefined) throw notFound(request.path);
    const service = `${session.baseUrl}/v1/Services/${serviceSid}`;
    const user = `${service}/Users/${encodeURIComponent(identity)}`;
    const settings = await deps.storage.read((reader) => reader.one(findReachability, scopeOf(session)));
    const maxMegabytes = Math.floor(maxMediaBytes / 1024 ** 2);
    return jsonReply({
      identity,
      url: `${session.baseUrl}/Client/v2/Configuration`,
      options: {
        consumption_report_interval: 'PT5S',
        user_infos_to_subscribe: 100,
        reachability_enabled: settings?.reachability_enabled === 1,
        http_cache_interval: 'PT5S',
        my_conversations_page_size: 100,
        media_attachments_count_limit: 10,
        media_attachment_size_limit_in_mb: maxMegabytes,
        media_attachments_total_size_limit_in_mb: maxMegabytes,
        email_histories_allowed_mime_types: emailTypes,
        email_bodies_allowed_mime_types: emailTypes,
      },
      sync_objects: {
        my_conversations: objectName('conversations', userSid),
        my_user_info: objectName('info', userSid),
      },
      links: {
        my_conversations: `${user}/Conversations`,
        conversations: `${service}/Conversations`,
        users: `${service}/Users`,
        current_user: user,
        typing: `${service}/Typing`,
        media_service: `${service}/Media`,
        media_set_service: `${service}/MediaSet`,
        // The client puts a conversation and a message in the place of %s.
        messages_receipts: `${service}/Conversations/%s/Messages/%s/Receipts`,
      },
    });
  },
});

const findReachability = select(
  'realtime.reachability setting',
  serviceKeyColumns,
  { reachability_enabled: integer() },
  () => `SELECT reachability_enabled FROM service WHERE id = ${serviceIdSql}`,
);

const emailTypes = ['text/plain', 'text/html'];
