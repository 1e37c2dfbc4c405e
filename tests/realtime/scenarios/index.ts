import { connection } from './connection.ts';
import { content } from './content.ts';
import { conversations } from './conversations.ts';
import { emails } from './emails.ts';
import { media } from './media.ts';
import { messages } from './messages.ts';
import { otherChannels } from './other-channels.ts';
import { participants } from './participants.ts';
import { push } from './push.ts';
import { readHorizons } from './read-horizons.ts';
import type { Scenario } from './support/chat.ts';
import { typing } from './typing.ts';
import { users } from './users.ts';

/** All scenarios of the official client, by their titles. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  ...connection,
  ...conversations,
  ...participants,
  ...messages,
  ...readHorizons,
  ...typing,
  ...media,
  ...content,
  ...emails,
  ...otherChannels,
  ...users,
  ...push,
};
