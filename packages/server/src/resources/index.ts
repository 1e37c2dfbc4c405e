import type { Api, Operation } from '@colloquy/contract';
import { api } from '@colloquy/contract';
import type { Chore } from './chore.ts';
import { fireTimers } from './conversation/fire.ts';
import { conversationHandlers } from './conversation/handlers.ts';
import { purgeConversations } from './conversation/purge.ts';
import type { Call, HandlersOf, Tools } from './handler.ts';
import { serviceHandlers } from './service/handlers.ts';
import { purgeDeletedServices } from './service/purge.ts';

/** Total: a resource of the contract without handlers does not compile. */
const handlersOf = (tools: Tools): { readonly [Name in keyof Api]: HandlersOf<Api[Name]> } => ({
  service: serviceHandlers(tools),
  conversation: conversationHandlers(tools),
});

/** A handler whose parameters are decoded by the operation that it belongs to. */
export type AnyHandler = (call: Call) => string | undefined | Promise<string | undefined>;

/** The handler of every operation. */
export function handlers(tools: Tools): ReadonlyMap<Operation, AnyHandler> {
  const implemented = handlersOf(tools);
  const names = Object.keys(api) as (keyof Api)[];
  return new Map(
    names.flatMap((name) => {
      const byAction: Readonly<Record<string, unknown>> = implemented[name];
      return Object.values<Operation>(api[name].operations).map(
        // The decoder of the same operation makes the parameters that the handler takes.
        (operation) => [operation, byAction[operation.action] as AnyHandler] as const,
      );
    }),
  );
}

/** What resources do without being asked. */
export const chores = (tools: Tools): readonly Chore[] => [
  () => fireTimers(tools),
  () => purgeDeletedServices(tools, [purgeConversations]),
];
