import type { Message } from '../../api/messages.ts';
import type { Participant } from '../../api/participants.ts';
import type { Role } from '../../api/users.ts';
import { channelName } from '../../ui/channel-name.ts';

/** The roles of participants that every service has have the names of the hosted API, which says channel. */
const roleWords: Readonly<Record<string, string>> = { 'channel user': 'member', 'channel admin': 'admin' };

/**
 * What the author of a message is, in a word: the role of a member, the channel of a customer, or where the message
 * comes from if the author does not take part.
 *
 * @param author the participant who wrote the message, if it is known.
 */
export function authorWord(
  { author: name, participantSid }: Pick<Message, 'author' | 'participantSid'>,
  author: Pick<Participant, 'messagingBinding' | 'roleSid'> | undefined,
  roles: readonly Pick<Role, 'sid' | 'friendlyName'>[],
): string {
  if (author === undefined) {
    if (participantSid !== null) return 'has left';
    return name === 'system' ? 'system' : 'API';
  }
  const channel = author.messagingBinding?.type;
  if (channel !== undefined) return channelName(channel);
  const role = roles.find(({ sid }) => sid === author.roleSid)?.friendlyName;
  return role === undefined ? 'member' : (roleWords[role] ?? role);
}
