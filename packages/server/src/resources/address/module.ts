import type { configurationAddress } from '@colloquy/contract';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { addressHandlers } from './handlers.ts';

export const addressModule = (tools: Tools): Module<typeof configurationAddress> => ({
  handlers: addressHandlers(tools),
});
