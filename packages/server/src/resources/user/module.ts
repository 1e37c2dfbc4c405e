import type { user } from '@colloquy/contract';
import { serviceContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { userHandlers } from './handlers.ts';
import { membershipTask, removeMemberships } from './memberships.ts';
import { userTable } from './store.ts';

export const userModule = (tools: Tools): Module<typeof user> => ({
  handlers: userHandlers(tools),
  contents: [serviceContent(userTable)],
  tasks: { [membershipTask]: removeMemberships },
});
