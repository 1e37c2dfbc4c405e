import type { credential } from '@colloquy/contract';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { credentialHandlers } from './handlers.ts';

export const credentialModule = (tools: Tools): Module<typeof credential> => ({
  handlers: credentialHandlers(tools),
});
