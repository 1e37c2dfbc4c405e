import type { ConversationObject } from './api-objects.ts';
import { expectSuccess } from './expectations.ts';
import type { Reply } from './http.ts';
import { servicePath } from './resources.ts';
import type { TestService } from './test-service.ts';

/** Path at which conversations with participants are created, from `/v1` on. */
export const withParticipantsPath = (testService: TestService): string =>
  `${servicePath(testService)}/ConversationWithParticipants`;

/** Creates a conversation with participants, each an object or a text that is sent unchanged. */
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

/** Waits until the conversation of a reply is active, which can be after the reply. */
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
