import { appendEvents } from '../../events/event-log.ts';
import { persistDecision } from '../../resources/conversation/persist-decision.ts';
import { type ConversationRow, lockConversationBy } from '../../resources/conversation/store.ts';
import { systemEventContext } from '../../rest/request-context.ts';
import type { Transaction } from '../../storage/storage.ts';
import type { RowOf } from '../../storage/table.ts';
import { hasNameOf, isOf } from '../person.ts';
import { redactTexts } from '../redact-event.ts';
import type { ErasureContext, ErasureService, ErasureStep, FindSteps } from '../step.ts';
import { findAuthored, findMembers, pageOfConversations, pageOfMessages } from './conversation-queries.ts';
import { eraseMembership } from './erase-membership.ts';
import { countMedia, type Erased, eraseMessages } from './erase-messages.ts';

const conversationsPerPage = 100;
/** Messages that one transaction erases. */
const messagesPerStep = 100;

/** Finds the person's messages and participants in every conversation, and conversations that have their name. */
export const findInConversations: FindSteps = async function* findInConversations(context, services) {
  for (const service of services)
    for (let after = ''; ; ) {
      const key = { service_id: service.id, after, limit: conversationsPerPage };
      const page = await context.storage.read((reader) => reader.all(pageOfConversations, key));
      yield* findInPage(context, service, page);
      if (page.length < conversationsPerPage) break;
      after = page.at(-1)?.sid ?? after;
    }
};

async function* findInPage(
  context: ErasureContext,
  service: ErasureService,
  page: readonly RowOf<(typeof pageOfConversations)['row']>[],
): AsyncGenerator<ErasureStep> {
  const { storage, person } = context;
  const { identity, address } = person;
  const key = {
    service_id: service.id,
    sids: JSON.stringify(page.map(({ sid }) => sid)),
    identity,
    address,
  };
  const members = await storage.read((reader) => reader.all(findMembers, key));
  for (const { sid, conversation_sid } of members) person.participants.set(sid, conversation_sid);
  // The log has named those that were removed and had an address: their tombstones have none.
  const inPage = new Set(page.map(({ sid }) => sid));
  const known = [...person.participants].filter(([, conversation]) => inPage.has(conversation));
  const participants = JSON.stringify(known.map(([sid]) => sid));
  const authored = await storage.read((reader) => reader.all(findAuthored, { ...key, participants }));
  const withMessages = new Set(authored.map(({ conversation_sid }) => conversation_sid));
  const byConversation = Map.groupBy(members, ({ conversation_sid }) => conversation_sid);
  for (const conversation of page) {
    const { sid } = conversation;
    const conversations = hasNameOf(person, conversation) ? 1 : 0;
    const found = byConversation.get(sid) ?? [];
    if (withMessages.has(sid)) yield* findMessages(context, service, sid, participants);
    if (found.length === 0 && conversations === 0) continue;
    const sids = found.flatMap((member) => (member.removed_event === 0 ? [member.sid] : []));
    yield {
      ...stepIn(context, service, sid, (transaction, locked) =>
        eraseMembership(transaction, locked, sids, { ...context, now: context.clock.now() }),
      ),
      found: { participants: sids.length, conversations },
    };
  }
}

async function* findMessages(
  context: ErasureContext,
  service: ErasureService,
  conversation_sid: string,
  participants: string,
): AsyncGenerator<ErasureStep> {
  const { storage, person, keepsStructure, clock } = context;
  const { identity, address } = person;
  const key = { service_id: service.id, conversation_sid, identity, address, participants };
  for (let after = -1; ; ) {
    const position = { ...key, after, limit: messagesPerStep };
    const rows = await storage.read((reader) => reader.all(pageOfMessages, position));
    if (rows.length === 0) return;
    const found = rows.filter((row) => isOf(person, row));
    const sids = found.map(({ sid }) => sid);
    if (sids.length > 0)
      yield {
        ...stepIn(context, service, conversation_sid, (transaction, conversation) =>
          eraseMessages(transaction, conversation, sids, { keepsStructure, now: clock.now() }),
        ),
        found: {
          messages: sids.length,
          media: found.reduce((sum, { media }) => sum + countMedia(media), 0),
        },
      };
    after = rows.at(-1)?.message_index ?? after;
  }
}

type Change = (transaction: Transaction, conversation: ConversationRow) => Promise<Erased>;

/** A step that changes a conversation under its lock, and appends the events without what they say. */
const stepIn = (
  { accountSid, clock }: ErasureContext,
  service: ErasureService,
  identifier: string,
  change: Change,
): Omit<ErasureStep, 'found'> => ({
  scopes: [{ service_id: service.id, conversation_sid: identifier }],
  async erase(transaction) {
    const key = { account_sid: accountSid, chat_service_sid: service.sid, identifier };
    const conversation = await transaction.lock(lockConversationBy.sid, key);
    if (conversation === undefined) return {};
    const { decision, counts } = await change(transaction, conversation);
    const redacted = { ...decision, events: decision.events.map(redactTexts) };
    const events = await persistDecision(transaction, conversation, redacted);
    appendEvents(transaction, systemEventContext(accountSid, service.sid, clock.now()), events);
    return counts;
  },
});
