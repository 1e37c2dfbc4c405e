import { api } from '@colloquy/contract';
import { bindingTable } from '../../resources/binding/store.ts';
import { notificationTable } from '../../resources/notification/store.ts';
import { roleTable } from '../../resources/role/store.ts';
import { serviceTable } from '../../resources/service/store.ts';
import { userTable } from '../../resources/user/store.ts';
import { webhookConfigurationTable } from '../../resources/webhook-configuration/store.ts';
import { recordKind } from './record-kind.ts';

/** A service with its configuration. */
export const serviceKind = recordKind({
  name: 'services',
  table: serviceTable,
  owner: 'account_sid',
  properties: { ...api.serviceConfiguration.properties, ...api.service.properties },
  derived: ['date_deleted'],
  defaults: { date_deleted: null, reachability_enabled: 0 },
});

export const roleKind = recordKind({
  name: 'roles',
  table: roleTable,
  owner: 'service_id',
  properties: api.role.properties,
  derived: [],
});

export const serviceWebhooksKind = recordKind({
  name: 'service_webhooks',
  table: webhookConfigurationTable,
  owner: 'service_id',
  properties: api.webhookConfiguration.properties,
  derived: [],
  isSingleton: true,
});

export const notificationKind = recordKind({
  name: 'notifications',
  table: notificationTable,
  owner: 'service_id',
  properties: api.notification.properties,
  derived: [],
  isSingleton: true,
});

export const userKind = recordKind({
  name: 'users',
  table: userTable,
  owner: 'service_id',
  properties: api.user.properties,
  // Whether a user is online ends with the server that the session is on.
  derived: ['is_online', 'created_event', 'updated_event', 'event_counter'],
  defaults: { is_online: null, created_event: 0, updated_event: 0, event_counter: 0 },
  fixed: ['identity'],
  unique: ['identity'],
});

export const bindingKind = recordKind({
  name: 'bindings',
  table: bindingTable,
  owner: 'service_id',
  properties: api.binding.properties,
  derived: [],
  unique: ['binding_type', 'endpoint'],
});
