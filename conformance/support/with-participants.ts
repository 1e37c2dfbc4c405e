import { expectSuccess } from './expectations.ts';
import type { Reply } from './http.ts';
import { rootOf } from './members.ts';
import type { ConversationObject } from './objects.ts';
import type { Space } from './space.ts';

/** Path that conversations with participants are made at, from `/v1` on. */
export const withParticipantsPath = (space: Space): string => `${rootOf(space)}/ConversationWithParticipants`;

/** Asks for a conversation with participants; each is an object, or a text as it is. */
export const askWithParticipants = (
  space: Space,
  participants: readonly (object | string)[],
  form: Readonly<Record<string, string>> = {},
  path = withParticipantsPath(space),
): Promise<Reply> =>
  space.api.post(path, [
    ...Object.entries(form),
    ...participants.map((each): [string, string] => [
      'Participant',
      typeof each === 'string' ? each : JSON.stringify(each),
    ]),
  ]);

/** The conversation of a reply as soon as it has begun; the reply may come before. */
export async function begun(space: Space, reply: Reply): Promise<ConversationObject> {
  const { sid } = expectSuccess<ConversationObject>(reply, 202);
  for (;;) {
    const conversation = await space.fetch(sid);
    if (conversation.state !== 'initializing') return conversation;
  }
}
