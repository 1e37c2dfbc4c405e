import { describe, expect, it } from 'vitest';
import { expectError } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, uniquePhoneNumber } from '../support/resources.ts';
import { useTestService } from '../support/test-service.ts';

const pair = () => ({
  'MessagingBinding.Address': uniquePhoneNumber(),
  'MessagingBinding.ProxyAddress': uniquePhoneNumber(),
});

/** The maximum number of participants. */
export function defineLimitScenarios(api: Api): void {
  describe('the participants of one conversation', () => {
    const testService = useTestService(api);

    it('a conversation has a maximum of fifty participants on channels other than chat', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const replies = await Promise.all(Array.from({ length: 53 }, () => participants.tryCreate(pair())));
      const rejected = replies.filter(({ status }) => status !== 201);
      expect(rejected).toHaveLength(3);
      for (const reply of rejected) expectError(reply, 50418);
      expect(await participants.sids()).toHaveLength(50);
      await participants.create({ Identity: 'on chat' });
      const [, first] = (await participants.page()).items;
      await participants.remove(first?.sid ?? '');
      await participants.create(pair());
      expectError(await participants.tryCreate(pair()), 50418);
    });
  });
}
