import { notification } from '@colloquy/contract';
import { cascadeFromService } from '../../rest/cascade-delete.ts';
import type { ResourceDefinition } from '../resource.ts';
import { singletonHandlers } from '../singleton-row.ts';
import { update } from './rules.ts';
import { notificationSettings, notificationTable, presentNotification } from './store.ts';

export const notificationResource: ResourceDefinition<typeof notification> = {
  handlers: singletonHandlers(notification, notificationSettings, presentNotification, update),
  cascadeDeletes: [cascadeFromService(notificationTable)],
};
