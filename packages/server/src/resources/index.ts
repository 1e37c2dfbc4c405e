import type { Api, Operation } from '@colloquy/contract';
import { api } from '@colloquy/contract';
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
type Modules = { readonly [Name in keyof Api]: Module<Api[Name]> };

/** Every resource of the API as the server has it. */
const modulesOf = (tools: Tools): Modules => ({
  service: serviceModule(tools),
  conversation: conversationModule(tools),
  participant: participantModule(tools),
  message: messageModule(tools),
  receipt: receiptModule(tools),
  role: roleModule(tools),
  user: userModule(tools),
  userConversation: userConversationModule(tools),
  participantConversation: participantConversationModule(tools),
  conversationWithParticipants: conversationWithParticipantsModule(tools),
  scopedWebhook: scopedWebhookModule(tools),
  webhookConfiguration: webhookConfigurationModule(tools),
  configurationWebhook: configurationWebhookModule(tools),
  notification: notificationModule(tools),
  configuration: configurationModule(tools),
  serviceConfiguration: serviceConfigurationModule(tools),
  configurationAddress: addressModule(tools),
  credential: credentialModule(tools),
  binding: bindingModule(tools),
});

/** A handler whose parameters are decoded by the operation that it belongs to. */
export type AnyHandler = (call: Call) => Answer | Promise<Answer>;

/** What the resources are to the rest of the server. */
export interface Resources {
  /** The handler of every operation. */
  readonly handlers: ReadonlyMap<Operation, AnyHandler>;
  /** What resources do without being asked. */
  readonly chores: readonly Chore[];
}

export function resourcesOf(tools: Tools): Resources {
  const modules = modulesOf(tools);
  const names = Object.keys(api) as (keyof Api)[];
  const all: readonly Pick<Module<never>, 'chores' | 'contents' | 'tasks'>[] = Object.values(modules);
  const contents: readonly Content[] = [
    ...all.flatMap((each) => each.contents ?? []),
    mediaContent,
    taskContent,
  ];
  const steps: Readonly<Record<string, TaskStep>> = Object.assign(
    { [contentTask]: removeContent(contents) },
    ...all.map(({ tasks }) => tasks),
  );
  const purges = contents.map(({ ofService }) => ofService);
  return {
    handlers: new Map(
      names.flatMap((name) => {
        const byAction: Readonly<Record<string, unknown>> = modules[name].handlers;
        return Object.values<Operation>(api[name].operations).map(
          // The decoder of the same operation makes the parameters that the handler takes.
          (operation) => [operation, byAction[operation.action] as AnyHandler] as const,
        );
      }),
    ),
    chores: [
      ...all.flatMap(({ chores }) => chores ?? []),
      runTasks(tools, steps),
      () => purgeDeletedServices(tools, purges),
    ],
  };
}
