import type { Api, Operation } from '@colloquy/contract';
import { api } from '@colloquy/contract';
import type { Storage, Units } from '../storage/storage.ts';
import { configurationModule } from './account/module.ts';
import { addressModule } from './address/module.ts';
import { bindingModule } from './binding/module.ts';
import type { Chore } from './chore.ts';
import type { Content } from './content.ts';
import { contentTask } from './conversation/carry-out.ts';
import { conversationModule } from './conversation/module.ts';
import { removeContent } from './conversation/purge.ts';
import { conversationWithParticipantsModule } from './conversation-with-participants/module.ts';
import { credentialModule } from './credential/module.ts';
import type { Answer, Call, Tools } from './handler.ts';
import { mediaContent } from './media/purge.ts';
import { messageModule } from './message/module.ts';
import type { Module } from './module.ts';
import { notificationModule } from './notification/module.ts';
import { participantModule } from './participant/module.ts';
import { participantConversationModule } from './participant-conversation/module.ts';
import { receiptModule } from './receipt/module.ts';
import { roleModule } from './role/module.ts';
import { scopedWebhookModule } from './scoped-webhook/module.ts';
import { serviceModule } from './service/module.ts';
import { purgeDeletedServices } from './service/purge.ts';
import { serviceConfigurationModule } from './service-configuration/module.ts';
import { runTasks, type TaskStep } from './task/run.ts';
import { taskContent } from './task/store.ts';
import { userModule } from './user/module.ts';
import { userConversationModule } from './user-conversation/module.ts';
import { configurationWebhookModule, webhookConfigurationModule } from './webhook-configuration/module.ts';

/** Total: a resource of the contract without a module does not compile. */
type Modules = { readonly [Name in keyof Api]: (tools: Tools) => Module<Api[Name]> };

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
  configurationAddress: addressModule,
  credential: credentialModule,
  binding: bindingModule,
};

/** A handler whose parameters are decoded by the operation that it belongs to. */
export type AnyHandler = (call: Call) => Answer | Promise<Answer>;

/** What the resources are to the rest of the server. */
export interface Resources {
  /** The handler of every operation. */
  readonly handlers: ReadonlyMap<Operation, AnyHandler>;
  /** Makes the handler of an operation for one request, whose units of work `units` runs. */
  readonly handlerOver: (operation: Operation, units: Units) => AnyHandler;
  /** What resources do without being asked. */
  readonly chores: readonly Chore[];
}

/** @param others steps of tasks that are not of a resource. */
export function resourcesOf(tools: Tools, others: Readonly<Record<string, TaskStep>> = {}): Resources {
  const names = Object.keys(api) as (keyof Api)[];
  const built = names.map((name) => ({ name, module: modules[name](tools) }));
  const all: readonly Pick<Module<never>, 'chores' | 'contents' | 'tasks'>[] = built.map(
    ({ module }) => module,
  );
  const contents: readonly Content[] = [
    ...all.flatMap((each) => each.contents ?? []),
    mediaContent,
    taskContent,
  ];
  const steps: Readonly<Record<string, TaskStep>> = Object.assign(
    { ...others, [contentTask]: removeContent(contents) },
    ...all.map(({ tasks }) => tasks),
  );
  const purges = contents.map(({ ofService }) => ofService);
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
        modules[name]({ ...tools, storage: over(tools.storage, units), replies: unkept }),
        operation,
      );
    },
    chores: [
      ...all.flatMap(({ chores }) => chores ?? []),
      runTasks(tools, steps),
      () => purgeDeletedServices(tools, purges),
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
const over = (storage: Storage, { read, write }: Units): Storage => ({
  soleOwner: storage.soleOwner,
  background: storage.background,
  read,
  write,
  onAppend: (log, listener) => storage.onAppend(log, listener),
  onWrite: (listener) => storage.onWrite(listener),
  close: () => storage.close(),
});

/** A handler over a storage of its own may see what is not committed: nothing of it is kept. */
const unkept: Tools['replies'] = {
  object: (_sid, _variant, load) => load(),
  page: (_variant, load) => load(),
};
