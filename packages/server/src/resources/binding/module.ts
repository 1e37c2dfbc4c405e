import type { binding } from '@colloquy/contract';
import { serviceContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { bindingHandlers } from './handlers.ts';
import { bindingTable } from './store.ts';

export const bindingModule = (tools: Tools): Module<typeof binding> => ({
  handlers: bindingHandlers(tools),
  contents: [serviceContent(bindingTable)],
});
