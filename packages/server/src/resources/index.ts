import type { Api, Operation } from '@colloquy/contract';
import { api } from '@colloquy/contract';
import { createJobRunner, type JobHandler } from '../jobs/job-runner.ts';
import type { PeriodicJob } from '../jobs/periodic-job.ts';
import { jobCascade } from '../jobs/store.ts';
import { mediaCascade } from '../media/cascade.ts';
import type { CascadeDelete } from '../rest/cascade-delete.ts';
import type { HandlerDeps, ReplyBody, RequestContext } from '../rest/handler.ts';
import type { ResourceModule } from '../rest/resource-module.ts';
import type { Storage, TransactionRunner } from '../storage/storage.ts';
import { bindingModule } from './binding/module.ts';
import { configurationModule } from './configuration/module.ts';
import { configurationAddressModule } from './configuration-address/module.ts';
import { removeContent } from './conversation/cascade.ts';
import { conversationModule } from './conversation/module.ts';
import { cleanupJob } from './conversation/persist-decision.ts';
import { conversationWithParticipantsModule } from './conversation-with-participants/module.ts';
import { credentialModule } from './credential/module.ts';
import { messageModule } from './message/module.ts';
import { notificationModule } from './notification/module.ts';
import { participantModule } from './participant/module.ts';
import { participantConversationModule } from './participant-conversation/module.ts';
import { receiptModule } from './receipt/module.ts';
import { roleModule } from './role/module.ts';
import { scopedWebhookModule } from './scoped-webhook/module.ts';
import { serviceModule } from './service/module.ts';
import { purgeDeletedServices } from './service/purge-deleted-services.ts';
import { serviceConfigurationModule } from './service-configuration/module.ts';
import { userModule } from './user/module.ts';
import { userConversationModule } from './user-conversation/module.ts';
import { configurationWebhookModule, webhookConfigurationModule } from './webhook-configuration/module.ts';

/** Total: a resource of the contract without a module does not compile. */
type Modules = { readonly [Name in keyof Api]: (deps: HandlerDeps) => ResourceModule<Api[Name]> };

/** Every resource of the API as the server has it. */
const modules: Modules = {
  service: serviceModule,
  conversation: conversationModule,
  participant: participantModule,
  message: messageModule,
  receipt: receiptModule,
  role: roleModule,
  user: userModule,
  userConversation: userConversationModule,
  participantConversation: participantConversationModule,
  conversationWithParticipants: conversationWithParticipantsModule,
  scopedWebhook: scopedWebhookModule,
  webhookConfiguration: webhookConfigurationModule,
  configurationWebhook: configurationWebhookModule,
  notification: notificationModule,
  configuration: configurationModule,
  serviceConfiguration: serviceConfigurationModule,
  configurationAddress: configurationAddressModule,
  credential: credentialModule,
  binding: bindingModule,
};

/** A handler whose parameters are decoded by the operation that it belongs to. */
export type AnyHandler = (request: RequestContext) => ReplyBody | Promise<ReplyBody>;

/** What the resources are to the rest of the server. */
export interface Resources {
  /** The handler of every operation. */
  readonly handlers: ReadonlyMap<Operation, AnyHandler>;
  /** Makes the handler of an operation for one request, whose units of work `units` runs. */
  readonly handlerOver: (operation: Operation, units: TransactionRunner) => AnyHandler;
  /** What resources do without being asked. */
  readonly periodicJobs: readonly PeriodicJob[];
}

/** @param otherJobHandlers steps of tasks that are not of a resource. */
export function resourcesOf(
  deps: HandlerDeps,
  otherJobHandlers: Readonly<Record<string, JobHandler>> = {},
): Resources {
  const names = Object.keys(api) as (keyof Api)[];
  const built = names.map((name) => ({ name, module: modules[name](deps) }));
  const all: readonly Pick<ResourceModule<never>, 'periodicJobs' | 'cascadeDeletes' | 'jobs'>[] = built.map(
    ({ module }) => module,
  );
  const cascadeDeletes: readonly CascadeDelete[] = [
    ...all.flatMap((each) => each.cascadeDeletes ?? []),
    mediaCascade,
    jobCascade,
  ];
  const jobHandlers: Readonly<Record<string, JobHandler>> = Object.assign(
    { ...otherJobHandlers, [cleanupJob]: removeContent(cascadeDeletes) },
    ...all.map(({ jobs }) => jobs),
  );
  const purges = cascadeDeletes.map(({ fromService }) => fromService);
  return {
    handlers: new Map(
      built.flatMap(({ name, module }) =>
        Object.values<Operation>(api[name].operations).map(
          (operation) => [operation, handlerIn(module, operation)] as const,
        ),
      ),
    ),
    handlerOver(operation, units) {
      const name = nameOf.get(operation);
      if (name === undefined) throw new TypeError(`${operation.summary} is no operation of the API.`);
      return handlerIn(
        modules[name]({ ...deps, storage: over(deps.storage, units), replies: unkept }),
        operation,
      );
    },
    periodicJobs: [
      ...all.flatMap(({ periodicJobs }) => periodicJobs ?? []),
      createJobRunner(deps, jobHandlers),
      () => purgeDeletedServices(deps, purges),
    ],
  };
}

/** The decoder of the same operation makes the parameters that the handler takes. */
const handlerIn = ({ handlers }: { readonly handlers: object }, { action }: Operation): AnyHandler =>
  Reflect.get(handlers, action);

const nameOf: ReadonlyMap<Operation, keyof Api> = new Map(
  (Object.keys(api) as (keyof Api)[]).flatMap((name) =>
    Object.values<Operation>(api[name].operations).map((operation) => [operation, name] as const),
  ),
);

/** A storage whose units are run by something else. */
const over = (storage: Storage, { read, write }: TransactionRunner): Storage => ({
  exclusive: storage.exclusive,
  background: storage.background,
  read,
  write,
  onAppend: (log, listener) => storage.onAppend(log, listener),
  onWrite: (listener) => storage.onWrite(listener),
  close: () => storage.close(),
});

/** A handler over a storage of its own may see what is not committed: nothing of it is kept. */
const unkept: HandlerDeps['replies'] = {
  object: (_sid, _variant, load) => load(),
  page: (_variant, load) => load(),
};
