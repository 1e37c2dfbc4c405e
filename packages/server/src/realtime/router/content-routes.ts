import { jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

/** The path of content templates. The server has none, because they belong to another product. */
export const contentRoutes: readonly TunnelRoute[] = [
  {
    method: 'GET',
    path: '/Client/v2/ContentTemplates',
    handle: async () => jsonReply({ templates: [], meta: { next_token: null, previous_token: null } }),
  },
];
