import type { Message, Participant } from '@twilio/conversations';
import type { Scenario } from './support/chat.ts';
import { equal, matches, nextEvent } from './support/checks.ts';

export const typing: Readonly<Record<string, Scenario>> = {
  async 'typing is shown to the others, until a time has passed'(chat) {
    const { bob, own, others } = await chat.connectTwo();
    const participant = await others.getParticipantByIdentity('alice');
    if (participant === null) throw new Error('Bob does not see alice.');
    for (const [event, isTyping] of [
      ['typingStarted', true],
      ['typingEnded', false],
    ] as const) {
      const events = [bob, others, participant].map((emitter) => nextEvent<Participant>(emitter, event));
      if (isTyping) await own.typing();
      for (const each of events) matches(await each, { identity: 'alice', isTyping });
    }
  },

  async 'typing ends with the message'(chat) {
    const { bob, own } = await chat.connectTwo();
    const events: string[] = [];
    const started = nextEvent<Participant>(bob, 'typingStarted');
    await own.typing();
    await started;
    bob.on('typingEnded', () => events.push('ended'));
    bob.on('messageAdded', () => events.push('added'));
    const added = nextEvent<Message>(bob, 'messageAdded');
    await own.sendMessage('done');
    await added;
    equal(events, ['ended', 'added']);
  },
};
