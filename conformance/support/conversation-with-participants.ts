import type { ConversationObject } from './api-objects.ts';
import { expectSuccess } from './expectations.ts';
import type { Reply } from './http.ts';
import { servicePath } from './resources.ts';
import type { TestService } from './test-service.ts';

/** Path that conversations with participants are made at, from `/v1` on. */
export const withParticipantsPath = (testService: TestService): string =>
  `${servicePath(testService)}/ConversationWithParticipants`;

/** Asks for a conversation with participants; each is an object, or a text as it is. */
export const createWithParticipants = (
  testService: TestService,
  participants: readonly (object | string)[],
  form: Readonly<Record<string, string>> = {},
  path = withParticipantsPath(testService),
): Promise<Reply> =>
  testService.api.post(path, [
    ...Object.entries(form),
    ...participants.map((each): [string, string] => [
      'Participant',
      typeof each === 'string' ? each : JSON.stringify(each),
    ]),
  ]);

/** The conversation of a reply as soon as it has begun; the reply may come before. */
export async function waitUntilInitialized(
  testService: TestService,
  reply: Reply,
): Promise<ConversationObject> {
  const { sid } = expectSuccess<ConversationObject>(reply, 202);
  for (;;) {
    const conversation = await testService.fetch(sid);
    if (conversation.state !== 'initializing') return conversation;
  }
}
