import { canonicalSid } from '../rest/canonical-sid.ts';
import { serviceExists, serviceKey } from '../rest/service-scope.ts';
import type { Reader } from '../storage/storage.ts';
import { findMedia, type MediaRow } from './store.ts';

/** The service and the media that a path names. */
interface MediaPath {
  readonly accountSid: string;
  readonly chatServiceSid: string;
  readonly path: Readonly<Record<string, string>>;
}

/** The id of the service that a path names; undefined unless it is one of the account. */
export async function findServiceId(
  reader: Reader,
  request: Omit<MediaPath, 'path'>,
): Promise<number | undefined> {
  return (await reader.one(serviceExists, serviceKey(request)))?.id;
}

/** @param sid as the client has sent it. */
export async function findMediaBySid(
  reader: Reader,
  service_id: number,
  given: string,
): Promise<MediaRow | undefined> {
  const sid = canonicalSid('ME', given);
  return sid === undefined ? undefined : reader.one(findMedia, { service_id, sid });
}

/** The media that a path names. */
export async function findMediaAt(reader: Reader, request: MediaPath): Promise<MediaRow | undefined> {
  const serviceId = await findServiceId(reader, request);
  return serviceId === undefined ? undefined : findMediaBySid(reader, serviceId, request.path['Sid'] ?? '');
}
