export { type Api, api } from './api.ts';
export { type CamelCase, camelCase } from './camel-case.ts';
export { type Channel, channelOf } from './codecs/address.ts';
export { parseDate } from './codecs/date.ts';
export { parseDuration } from './codecs/duration.ts';
export { sidPattern } from './codecs/sid.ts';
export {
  canUseIdempotencyKey,
  canUseIfMatch,
  conditionalHeaders,
  idempotencyKeyReused,
  preconditionFailed,
} from './conditional-requests.ts';
export {
  ApiError,
  type ErrorBody,
  type ErrorCode,
  errors,
  invalidParameter,
  missingParameter,
} from './errors.ts';
export {
  type EventName,
  type EventNameOf,
  type EventOf,
  type EventProperties,
  eventCatalogue,
  eventNames,
  isEventName,
  type NewEventOf,
} from './events/catalogue.ts';
export type { EventDefinition, Subject, WebhookFormat } from './events/event.ts';
export type { EventSource } from './events/event-source.ts';
export {
  changeableParameters,
  isPostActionEvent,
  type PostActionEvent,
  type PreActionEvent,
  postActionEvents,
  preActionEventOf,
  preActionEvents,
  type ScopedEvent,
  scopedEvents,
  type WebhookEvent,
  type WebhookField,
  webhookFields,
} from './events/webhook-events.ts';
export { inboundOperation } from './inbound.ts';
export type { JsonSchema } from './json-schema.ts';
export { keyOperations, keyPaths } from './keys.ts';
export { defaultLimits, type Limits } from './limits.ts';
export { openApi } from './openapi.ts';
export { type Action, defaultPageSize, http, maxPageSize, type Operation, paging } from './operation.ts';
export { type AnyParameter, decodeValue, type Parameters, type ValuesOf } from './parameter.ts';
export type { ObjectOf, Properties, Property } from './property.ts';
export { listKeyOf, type Resource, type Scope } from './resource.ts';
export { binding, bindingTypes } from './resources/binding.ts';
export { configuration, serviceConfiguration } from './resources/configuration.ts';
export { configurationAddress } from './resources/configuration-address.ts';
export { type ConversationState, conversation, conversationStates } from './resources/conversation.ts';
export {
  conversationWithParticipants,
  initialParticipant,
} from './resources/conversation-with-participants.ts';
export { credential } from './resources/credential.ts';
export { message } from './resources/message.ts';
export { notification } from './resources/notification.ts';
export { participant, participantFields } from './resources/participant.ts';
export { participantConversation } from './resources/participant-conversation.ts';
export { type DeliveryStatus, deliveryStatuses, receipt } from './resources/receipt.ts';
export { role } from './resources/role.ts';
export { type ScopedWebhookTarget, scopedWebhook, scopedWebhookTargets } from './resources/scoped-webhook.ts';
export { service } from './resources/service.ts';
export { user } from './resources/user.ts';
export {
  type NotificationLevel,
  notificationLevels,
  userConversation,
} from './resources/user-conversation.ts';
export {
  configurationWebhook,
  type WebhookMethod,
  webhookConfiguration,
  webhookMethods,
} from './resources/webhook-configuration.ts';
export { defaultRoles, type Permission, permissions, type RoleType } from './roles.ts';
export {
  type Mount,
  mountPath,
  mountsOf,
  objectName,
  operationName,
  type Route,
  routesOf,
} from './routes.ts';
