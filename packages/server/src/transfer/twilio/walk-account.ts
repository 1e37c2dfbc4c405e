import { api, listKeyOf, type Resource } from '@colloquy/contract';
import { type KindName, kindOf, type TransferRecord } from '../records/kinds.ts';
import type { SourceBatch } from '../source.ts';
import type { SourceApi } from './source-api.ts';
import type { SourceObject } from './source-object.ts';
import { toValues } from './to-values.ts';

export const servicePath = (serviceSid: string, { path }: Resource): string =>
  `/v1/Services/${serviceSid}/${path}`;

/** The record of an object in a reply. */
export const toRecord = (kind: KindName, object: SourceObject, serviceSid?: string): TransferRecord => ({
  kind,
  values: toValues(kindOf(kind), object),
  ...(serviceSid !== undefined && { serviceSid }),
});

/** What belongs to the whole account. */
export async function* walkAccount(source: SourceApi): AsyncGenerator<SourceBatch> {
  yield* one(source, 'account', '/v1/Configuration');
  yield* one(source, 'account_webhooks', '/v1/Configuration/Webhooks');
  yield* all(source, 'credentials', `/v1/${api.credential.path}`, api.credential);
  yield* all(source, 'addresses', `/v1/${api.configurationAddress.path}`, api.configurationAddress);
}

/** A service with what it has except conversations. */
export async function* walkService(source: SourceApi, service: SourceObject): AsyncGenerator<SourceBatch> {
  const sid = String(service['sid']);
  const configuration = await source.find(servicePath(sid, api.serviceConfiguration));
  yield { records: [toRecord('services', { ...configuration, ...service })] };
  yield* all(source, 'roles', servicePath(sid, api.role), api.role, sid);
  yield* one(source, 'service_webhooks', servicePath(sid, api.webhookConfiguration), sid);
  yield* one(source, 'notifications', servicePath(sid, api.notification), sid);
  yield* all(source, 'users', servicePath(sid, api.user), api.user, sid);
  yield* all(source, 'bindings', servicePath(sid, api.binding), api.binding, sid);
}

async function* one(
  source: SourceApi,
  kind: KindName,
  path: string,
  serviceSid?: string,
): AsyncGenerator<SourceBatch> {
  const object = await source.find(path);
  if (object !== undefined) yield { records: [toRecord(kind, object, serviceSid)] };
}

async function* all(
  source: SourceApi,
  kind: KindName,
  path: string,
  resource: Resource,
  serviceSid?: string,
): AsyncGenerator<SourceBatch> {
  for await (const objects of source.pages(path, listKeyOf(resource)))
    yield { records: objects.map((object) => toRecord(kind, object, serviceSid)) };
}
