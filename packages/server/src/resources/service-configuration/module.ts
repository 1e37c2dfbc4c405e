import type { serviceConfiguration } from '@colloquy/contract';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { serviceConfigurationHandlers } from './handlers.ts';

export const serviceConfigurationModule = (tools: Tools): Module<typeof serviceConfiguration> => ({
  handlers: serviceConfigurationHandlers(tools),
});
