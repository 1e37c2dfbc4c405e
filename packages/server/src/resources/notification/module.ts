import type { notification } from '@colloquy/contract';
import { serviceContent } from '../content.ts';
import type { Tools } from '../handler.ts';
import type { Module } from '../module.ts';
import { notificationHandlers } from './handlers.ts';
import { notificationTable } from './store.ts';

export const notificationModule = (tools: Tools): Module<typeof notification> => ({
  handlers: notificationHandlers(tools),
  contents: [serviceContent(notificationTable)],
});
