import type { configuration } from '@colloquy/contract';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { configurationHandlers } from './handlers.ts';

export const configurationModule = (tools: Tools): Module<typeof configuration> => ({
  handlers: configurationHandlers(tools),
});
