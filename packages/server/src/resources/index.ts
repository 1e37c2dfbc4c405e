import { type Api, api, type Operation } from '@colloquy/contract';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { PeriodicJob } from '../jobs/periodic-job.ts';
import { jobCascade } from '../jobs/store.ts';
import { mediaCascade } from '../media/cascade.ts';
import type { CascadeDelete } from '../rest/cascade-delete.ts';
import type { HandlerDeps, OperationHandler } from '../rest/handler.ts';
import { bindingResource } from './binding/handlers.ts';
import { configurationResource } from './configuration/handlers.ts';
import { configurationAddressResource } from './configuration-address/handlers.ts';
import { createCleanupHandler } from './conversation/cascade.ts';
import { cleanupJob } from './conversation/delete-conversation.ts';
import { conversationResource } from './conversation/handlers.ts';
import { conversationWithParticipantsResource } from './conversation-with-participants/handlers.ts';
import { credentialResource } from './credential/handlers.ts';
import { messageResource } from './message/handlers.ts';
import { notificationResource } from './notification/handlers.ts';
import { participantResource } from './participant/handlers.ts';
import { participantConversationResource } from './participant-conversation/handlers.ts';
import { receiptResource } from './receipt/handlers.ts';
import type { ResourceDefinition } from './resource.ts';
import { roleResource } from './role/handlers.ts';
import { scopedWebhookResource } from './scoped-webhook/handlers.ts';
import { serviceResource } from './service/handlers.ts';
import { purgeDeletedServices } from './service/purge-deleted-services.ts';
import { serviceConfigurationResource } from './service-configuration/handlers.ts';
import { userResource } from './user/handlers.ts';
import { userConversationResource } from './user-conversation/handlers.ts';
import {
  configurationWebhookResource,
  webhookConfigurationResource,
} from './webhook-configuration/handlers.ts';

/** Total: a resource of the contract without a definition does not compile. */
type Definitions = { readonly [Name in keyof Api]: ResourceDefinition<Api[Name]> };

/** Every resource of the API, as this server implements it. */
const definitions: Definitions = {
  service: serviceResource,
  conversation: conversationResource,
  participant: participantResource,
  message: messageResource,
  receipt: receiptResource,
  role: roleResource,
  user: userResource,
  userConversation: userConversationResource,
  participantConversation: participantConversationResource,
  conversationWithParticipants: conversationWithParticipantsResource,
  scopedWebhook: scopedWebhookResource,
  webhookConfiguration: webhookConfigurationResource,
  configurationWebhook: configurationWebhookResource,
  notification: notificationResource,
  configuration: configurationResource,
  serviceConfiguration: serviceConfigurationResource,
  configurationAddress: configurationAddressResource,
  credential: credentialResource,
  binding: bindingResource,
};

const all = Object.values(definitions);

/** Deletes what deleted services and conversations contained; what references other rows comes first. */
const cascadeDeletes: readonly CascadeDelete[] = [
  ...all.flatMap((each) => each.cascadeDeletes ?? []),
  mediaCascade,
  jobCascade,
];

/** The handlers of the jobs that resources enqueue, by the kind of job. */
export const resourceJobHandlers: Readonly<Record<string, JobHandler>> = Object.assign(
  { [cleanupJob]: createCleanupHandler(cascadeDeletes) },
  ...all.map(({ jobHandlers }) => jobHandlers),
);

/**
 * The work of resources that becomes due by itself.
 *
 * @param featureCascades delete what features keep of the objects of a service.
 */
export const resourcePeriodicJobs = (
  deps: HandlerDeps,
  featureCascades: readonly CascadeDelete[] = [],
): readonly PeriodicJob[] => [
  ...all.flatMap(({ periodicJob }) => periodicJob?.(deps) ?? []),
  () => purgeDeletedServices(deps, [...cascadeDeletes, ...featureCascades]),
];

const handlers: ReadonlyMap<Operation, OperationHandler> = new Map(
  Object.entries(api).flatMap(([name, { operations }]) =>
    Object.values<Operation>(operations).map((operation) => {
      // The type of `definitions` guarantees that each operation has its handler.
      const definition = definitions[name as keyof Api] as {
        readonly handlers: Readonly<Record<string, OperationHandler>>;
      };
      return [operation, definition.handlers[operation.action]] as [Operation, OperationHandler];
    }),
  ),
);

/** How an operation of the contract is carried out. */
export function handlerOf(operation: Operation): OperationHandler {
  const handler = handlers.get(operation);
  if (handler === undefined) throw new TypeError(`${operation.summary} is not an operation of the API.`);
  return handler;
}
