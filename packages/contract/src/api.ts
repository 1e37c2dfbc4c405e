import { conversation } from './resources/conversation.ts';
import { message } from './resources/message.ts';
import { participant } from './resources/participant.ts';
import { role } from './resources/role.ts';
import { service } from './resources/service.ts';
import { user } from './resources/user.ts';

/** Every resource of the API. What the server, the client and the documents know, they know from here. */
export const api = { service, conversation, participant, message, role, user } as const;

export type Api = typeof api;
