export { type Api, api } from './api.ts';
export { type CamelCase, camelCase } from './camel-case.ts';
export {
  conditionHeaders,
  idempotencyKeyReused,
  preconditionFailed,
  takesIdempotencyKey,
  takesIfMatch,
} from './conditional.ts';
export {
  ApiError,
  type ErrorBody,
  type ErrorCode,
  errors,
  invalidParameter,
  missingParameter,
} from './errors.ts';
export { type EventName, type EventSource, eventNames } from './events.ts';
export { inboundOperation } from './inbound.ts';
export type { JsonSchema } from './json-schema.ts';
export { keyOperations, keyPaths } from './keys.ts';
export { type Channel, channelOf } from './kinds/address.ts';
export { parseDate } from './kinds/date.ts';
export { parseDuration } from './kinds/duration.ts';
export { sidPattern } from './kinds/sid.ts';
export { type Limits, usualLimits } from './limits.ts';
export { openApi } from './openapi.ts';
export { type Action, http, largestPage, type Operation, paging, usualPageSize } from './operation.ts';
export { type AnyParameter, type Parameters, readValue, type ValuesOf } from './parameter.ts';
export type { ObjectOf, Properties, Property } from './property.ts';
export { listKeyOf, type Resource, type Scope } from './resource.ts';
export { binding, bindingTypes } from './resources/binding.ts';
export { configuration, serviceConfiguration } from './resources/configuration.ts';
export { configurationAddress } from './resources/configuration-address.ts';
export { type ConversationState, conversation, conversationStates } from './resources/conversation.ts';
export {
  conversationWithParticipants,
  firstParticipant,
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
export {
  type PostActionEvent,
  type PreActionEvent,
  postActionEvents,
  preActionEventOf,
  preActionEvents,
  type ScopedEvent,
  scopedEvents,
} from './webhook-events.ts';
