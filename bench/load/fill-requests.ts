/** The requests that fill a service before anything is measured. */

import type { FillOrder } from '../helper-messages.ts';
import { countConversationsWithMessages, memberAt, members } from './membership-plan.ts';
import { messageForm, messagesPath, participantForm, participantsPath } from './paths-and-forms.ts';
import { post, type RequestSource, requestsOf, type Target, withoutBody } from './request-source.ts';

const messagesEach = 50;

/** Returns the requests of a fill and their number; created conversations are added to the target. */
export function fillRequestsOf(
  { filling, rows }: FillOrder,
  target: Target,
  nextNumber: () => number,
): { readonly source: RequestSource; readonly requests: number } {
  const { serviceSid, sids } = target;
  let done = 0;
  switch (filling) {
    case 'conversations':
      return { source: conversations(target, nextNumber), requests: rows };
    case 'members': {
      const source = withoutBody(201, () => {
        const { conversation, identity } = memberAt(sids, done++);
        return post(participantsPath(serviceSid, conversation), participantForm(identity));
      });
      return { source, requests: members(sids).count };
    }
    case 'messages': {
      const count = countConversationsWithMessages(sids);
      const source = withoutBody(201, () => {
        const { conversation, identity } = memberAt(sids, done++ % count);
        return post(messagesPath(serviceSid, conversation), messageForm(nextNumber(), identity));
      });
      return { source, requests: count * messagesEach };
    }
  }
}

function conversations(target: Target, nextNumber: () => number): RequestSource {
  const { expectedStatus, next } = requestsOf({ scenario: 'create' }, target, nextNumber);
  return {
    expectedStatus,
    wantsBody: true,
    next,
    onReplyBody: (_slot, body) => {
      const sid = /"sid":\s*"(CH[0-9a-f]{32})"/.exec(body.toString('latin1'))?.[1];
      if (sid === undefined) throw new Error(`the created conversation has no SID: ${body.toString()}`);
      target.sids.push(sid);
    },
  };
}
