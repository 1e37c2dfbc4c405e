/**
 * SQL of memberships: participants joined with their conversations, to read a page or an object from. It has the given
 * columns by their names, and those by which a page finds and sorts its rows, `keyset_...`.
 *
 * @param participants the table, with an index hint where it needs one.
 */
export function membershipsSql(participants: string, columns: Readonly<Record<string, string>>): string {
  const all = { ...keysetColumns, ...columns };
  const selected = Object.entries(all).map(([name, expression]) => `${expression} AS ${name}`);
  return `(SELECT ${selected.join(', ')} FROM ${participants} JOIN conversation
    ON conversation.service_id = participant.service_id AND conversation.sid = participant.conversation_sid)
    AS membership`;
}

const keysetColumns = {
  keyset_service: 'participant.service_id',
  keyset_date: 'participant.date_created',
  keyset_sid: 'participant.sid',
  conversation_sid: 'participant.conversation_sid',
  participant_sid: 'participant.sid',
};
