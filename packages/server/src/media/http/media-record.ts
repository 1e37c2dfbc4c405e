import type { fetchMedia, JsonOf } from '@colloquy/contract';
import type { Instant } from '../../platform/instant.ts';
import type { MediaRow } from '../store.ts';
import type { TemporaryLinks } from './temporary-links.ts';

/** The properties of media in a reply. */
export function toMediaRecord(
  row: MediaRow,
  serviceSid: string,
  baseUrl: string,
  links: TemporaryLinks,
): JsonOf<(typeof fetchMedia)['reply']['properties']> {
  const url = `${baseUrl}/v1/Services/${serviceSid}/Media/${row.sid}`;
  return {
    sid: row.sid,
    service_sid: serviceSid,
    channel_sid: row.conversation_sid,
    message_sid: row.message_sid,
    date_created: truncateToSeconds(row.date_created),
    date_updated: truncateToSeconds(row.date_updated),
    date_upload_updated: truncateToSeconds(row.date_upload_updated),
    size: row.size,
    content_type: row.content_type,
    filename: row.filename,
    category: row.category,
    author: row.author,
    is_multipart_upstream: false,
    url,
    links: {
      content: `${url}/Content`,
      content_direct_temporary: baseUrl + links.create({ serviceSid, sid: row.sid }),
    },
  };
}

/** A stored moment with the precision of a reply. */
const truncateToSeconds = (stored: Instant): string => `${stored.slice(0, 19)}Z`;
