import { select } from '../../storage/statement.ts';
import type { Reader } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';

/** A member of a conversation that an inbound message comes from. */
const sender = {
  service_id: integer(),
  service_sid: text(),
  conversation_sid: text(),
  participant_sid: text(),
};

/**
 * Finds an open conversation by the key of the address of a member without a proxy address. Several can fit, because nothing
 * reserves such addresses; the one whose member was added last receives the message.
 *
 * @param sql which member sends the message, and what else must be true.
 */
const findSender = <const P extends Parameters<typeof select>[1]>(
  name: string,
  type: 'sms' | 'email',
  parameters: P,
  sql: {
    readonly senderSid: string;
    readonly condition: (elements: (list: string) => string) => string;
  },
) =>
  select(
    name,
    { account_sid: text(), address_key: text(), ...parameters },
    sender,
    ({ indexHint, jsonArrayElements }) => `SELECT participant.service_id, service.sid AS service_sid,
        participant.conversation_sid, ${sql.senderSid} AS participant_sid
      FROM service JOIN participant${indexHint('participant_address')} ON participant.service_id = service.id
        AND participant.address_key = :address_key
      JOIN conversation ON conversation.service_id = participant.service_id
        AND conversation.sid = participant.conversation_sid
      WHERE service.account_sid = :account_sid AND service.date_deleted IS NULL
        AND participant.messaging_binding_type = '${type}'
        AND participant.messaging_binding_proxy_address IS NULL
        AND conversation.state IN ('active', 'inactive') AND ${sql.condition(jsonArrayElements)}
      ORDER BY participant.date_created DESC, participant.sid DESC LIMIT 1`,
  );

const groupMembersSql = `FROM participant AS member
  WHERE member.service_id = participant.service_id
    AND member.conversation_sid = participant.conversation_sid
    AND member.messaging_binding_type = 'sms' AND member.messaging_binding_proxy_address IS NULL`;

const memberAddressSql =
  'coalesce(member.messaging_binding_address, member.messaging_binding_projected_address)';

/**
 * The conversation of a text group, by the addresses of all its members, own and projected ones.
 *
 * @param members JSON list of distinct addresses.
 * @param except SID of a conversation that is not looked for.
 */
const findInGroup = findSender(
  'participant.sender in group',
  'sms',
  { address: text(), members: text(), member_count: integer(), except: text() },
  {
    // In the order in which the author of a message is found.
    senderSid: `(SELECT member.sid ${groupMembersSql} AND ${memberAddressSql} = :address
      ORDER BY member.messaging_binding_projected_address IS NOT NULL, member.date_created, member.sid LIMIT 1)`,
    condition: (
      elements,
    ) => `participant.conversation_sid <> :except AND (SELECT count(DISTINCT ${memberAddressSql}) ${groupMembersSql}) = :member_count
    AND NOT EXISTS (SELECT 1 ${groupMembersSql} AND ${memberAddressSql} NOT IN (${elements(':members')}))`,
  },
);

/**
 * Finds the open conversation of a text group. Every member is looked up, because the one to find can have a projected
 * address, and only addresses of their own lead to a conversation.
 *
 * @param address of the member to find, one of all.
 * @param members the distinct addresses of all members, own and projected ones.
 * @param except SID of a conversation that is not looked for.
 */
export async function findGroupSender(
  reader: Reader,
  accountSid: string,
  address: string,
  members: readonly string[],
  except = '',
) {
  const group = { account_sid: accountSid, address, members: JSON.stringify(members), except };
  const lookUp = (key: string) =>
    reader.one(findInGroup, { ...group, address_key: key, member_count: members.length });
  const others = members.filter((each) => each !== address);
  const found = await Promise.all([address, ...others].map(lookUp));
  return found.find((each) => each !== undefined);
}

/** The conversation of a participant by e-mail, by the address that the conversation's e-mails come from. */
export const findEmailSender = findSender(
  'participant.sender by e-mail',
  'email',
  { to_key: text() },
  {
    senderSid: 'participant.sid',
    condition: () => 'conversation.email_address_key = :to_key',
  },
);
