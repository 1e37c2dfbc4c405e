import { describe, expect, it } from 'vitest';
import { findMessageProblems } from './commit-message.ts';

const body = '\n\nReviewers need the reason.\n';

describe('findMessageProblems', () => {
  it.each(['fix: retry after a timeout', 'feat(client)!: rename an option', 'docs: explain seeds'])(
    'accepts the subject "%s" with a body',
    (subject) => {
      expect(findMessageProblems(subject + body)).toEqual([]);
    },
  );

  it.each([
    ['a missing type', 'Retry after a timeout', /must be "type: subject"/],
    ['an unknown type', 'wip: retry', /must be "type: subject"/],
    ['an empty subject', 'fix: ', /must be "type: subject"/],
    ['a long subject', `fix: ${'a'.repeat(90)}`, /95 characters/],
    ['a full stop', 'fix: retry after a timeout.', /full stop/],
    ['two subjects', 'fix: retry; rename the option', /two things/],
  ])('refuses %s', (_, subject, problem) => {
    expect(findMessageProblems(subject + body)).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    ['no body', 'fix: retry'],
    ['only trailers', 'fix: retry\n\nSigned-off-by: A Developer <developer@example.com>'],
  ])('refuses a message with %s', (_, message) => {
    expect(findMessageProblems(message)).toEqual(['a body that says why is missing']);
  });

  it('refuses a body that follows the subject without an empty line', () => {
    expect(findMessageProblems('fix: retry\nBecause it is needed.')).toEqual([
      'the line after the subject must be empty',
    ]);
  });
});
