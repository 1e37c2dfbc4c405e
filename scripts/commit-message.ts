const types = ['feat', 'fix', 'perf', 'refactor', 'docs', 'test', 'build', 'ci', 'style', 'chore', 'revert'];
const subjectPattern = new RegExp(`^(?:${types.join('|')})(?:\\([a-z0-9-]+\\))?!?: \\S`);
const maxSubjectLength = 90;

/** Returns what is wrong with a commit message, by the rules in CONTRIBUTING.md. */
export function findMessageProblems(message: string): string[] {
  const [subject = '', separator = '', ...body] = message.trim().split('\n');
  const problems: string[] = [];
  if (!subjectPattern.test(subject))
    problems.push(
      `the subject must be "type: subject" or "type(scope): subject", with a type of ${types.join(', ')}`,
    );
  if (subject.length > maxSubjectLength)
    problems.push(`the subject has ${subject.length} characters; the maximum is ${maxSubjectLength}`);
  if (subject.endsWith('.')) problems.push('the subject ends with a full stop');
  if (subject.includes(';')) problems.push('the subject names two things; make a commit for each');
  if (separator !== '') problems.push('the line after the subject must be empty');
  else if (!body.some(isProse)) problems.push('a body that says why is missing');
  return problems;
}

/** Whether a line is text, not empty and not a trailer such as `Signed-off-by: ...`. */
const isProse = (line: string): boolean => /\S/.test(line) && !/^[A-Z][A-Za-z-]+: /.test(line);
