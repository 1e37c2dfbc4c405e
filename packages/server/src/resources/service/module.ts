import type { service } from '@colloquy/contract';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { serviceHandlers } from './handlers.ts';

export const serviceModule = (tools: Tools): Module<typeof service> => ({
  handlers: serviceHandlers(tools),
});
