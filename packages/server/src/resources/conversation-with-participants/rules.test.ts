import { ApiError, defaultLimits } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { NewParticipant } from '../participant/rules.ts';
import { validateMembers } from './rules.ts';

function refusal(settings: readonly NewParticipant[], limits = defaultLimits): number | undefined {
  try {
    validateMembers(settings, limits);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.code;
  }
}

const chat = (identity: string): NewParticipant => ({ identity });
const sms = (address: string, proxy = '+15550199'): NewParticipant => ({
  messagingBindingAddress: address,
  messagingBindingProxyAddress: proxy,
});
const member = (address: string): NewParticipant => ({ messagingBindingAddress: address });
const shown = (identity: string): NewParticipant => ({
  identity,
  messagingBindingProjectedAddress: '+15550190',
});

describe('the first participants of a conversation', () => {
  it.each<[string, NewParticipant[], number | undefined]>([
    ['differ', [chat('a'), chat('A'), sms('+15550101'), sms('+15550101', '+15550198')], undefined],
    ['come twice by identity', [chat('a'), chat('b'), chat('a')], 50433],
    ['come twice by identity, one shown to a group', [shown('a'), chat('a')], 50434],
    ['come twice by the pair', [sms('+15550101'), sms('+15550102'), sms('+15550101')], 50425],
    ['are a group', [member('+15550101'), member('+15550102'), shown('a')], undefined],
    ['are a group and somebody whom it cannot see', [member('+15550101'), chat('a')], 50434],
    ['are nobody', [{}], 50204],
    ['have addresses that do not go together', [chat('a'), sms('whatsapp:+15550101')], 50414],
  ])('%s', (_, settings, code) => {
    expect(refusal(settings)).toBe(code);
  });

  it('are limited in number', () => {
    const many = (length: number) => Array.from({ length }, (_, index) => chat(String(index)));
    const numbers = (length: number) => Array.from({ length }, (_, index) => sms(`+1555010${index}`));
    expect(refusal(many(10))).toBeUndefined();
    expect(refusal(many(11))).toBe(50426);
    expect(refusal(many(3), { ...defaultLimits, maxParticipantsPerConversation: 2 })).toBe(50417);
    expect(refusal(numbers(3), { ...defaultLimits, maxNonChatParticipantsPerConversation: 2 })).toBe(50418);
    expect(
      refusal([...numbers(2), chat('a')], { ...defaultLimits, maxNonChatParticipantsPerConversation: 2 }),
    ).toBe(undefined);
  });

  test('are accepted exactly when no identity and no address pair repeats', () => {
    const newMember = fc.oneof(
      fc.constantFrom('a', 'b', 'c', 'd', 'e').map(chat),
      fc
        .tuple(fc.constantFrom('1', '2', '3'), fc.constantFrom('8', '9'))
        .map(([one, two]) => sms(`+1555010${one}`, `+1555019${two}`)),
    );
    fc.assert(
      fc.property(fc.array(newMember, { maxLength: 6 }), (newMembers) => {
        const twice = (of: (newMember: NewParticipant) => string | undefined) => {
          const found = newMembers.map(of).filter((each) => each !== undefined);
          return found.some((each, index) => found.indexOf(each) !== index);
        };
        const expected = twice(({ identity }) => identity)
          ? 50433
          : twice((each) =>
                each.identity === undefined
                  ? `${each.messagingBindingAddress} ${each.messagingBindingProxyAddress}`
                  : undefined,
              )
            ? 50425
            : undefined;
        expect(refusal(newMembers)).toBe(expected);
      }),
    );
  });
});
