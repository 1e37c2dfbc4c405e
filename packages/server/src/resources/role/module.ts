import type { role } from '@colloquy/contract';
import { serviceContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { roleHandlers } from './handlers.ts';
import { holdersTask, replaceRole } from './holders.ts';
import { roleTable } from './store.ts';

export const roleModule = (tools: Tools): Module<typeof role> => ({
  handlers: roleHandlers(tools),
  contents: [serviceContent(roleTable)],
  tasks: { [holdersTask]: replaceRole },
});
