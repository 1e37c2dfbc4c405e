/** Which users are in which conversations at the start: a rule that the fill and the scenarios share. */

/** Conversations of each member. */
const perUser = 20;
const maxMembers = 20_000;
const maxConversationsWithMessages = 100;

/** The memberships of a fill, one per conversation, and the users they belong to. */
export function members(sids: readonly string[]): { readonly count: number; readonly users: number } {
  const count = Math.min(maxMembers, Math.ceil(sids.length / 5));
  return { count, users: Math.ceil(count / perUser) };
}

/** Returns the membership with a number from 0; they are spread evenly over all conversations. */
export function memberAt(
  sids: readonly string[],
  number: number,
): { readonly conversation: string; readonly identity: string } {
  const { count, users } = members(sids);
  const conversation = sids[Math.floor((number * sids.length) / count)] ?? '';
  return { conversation, identity: `reader-${number % users}` };
}

/** Returns how many of the members' conversations, from the first on, have a page of messages. */
export function countConversationsWithMessages(sids: readonly string[]): number {
  return Math.min(maxConversationsWithMessages, members(sids).count);
}

/** Returns values from all parts of the table, because rows created one after another share pages of the database. */
export function pickEvenly(values: readonly string[], count: number): string[] {
  const step = Math.max(1, values.length / count);
  return Array.from(
    { length: Math.min(count, values.length) },
    (_, index) => values[Math.floor(index * step)] ?? '',
  );
}

/** Returns a random one of some values. */
export function pickRandom(values: readonly string[]): string {
  return values[Math.floor(Math.random() * values.length)] ?? '';
}
