import {
  describeReference,
  type ErrorCode,
  errors,
  type ReferenceGroup,
  type ReferenceOperation,
  type ReferencePath,
} from '@colloquy/contract';

/** All operations of the server, by resource and by tag. */
export const groups: readonly ReferenceGroup[] = describeReference();

/** A group as the navigation calls it: `Message receipt` for `ConversationMessageReceipt`. */
export const groupTitle = ({ name }: Pick<ReferenceGroup, 'name'>): string => {
  const own = name.replace(/^Conversation(?=[A-Z])(?!With)/, '');
  const words = own.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The summary of an operation where there can be no markup: backticks mark code. */
export const plainSummary = ({ summary }: Pick<ReferenceOperation, 'summary'>): string =>
  summary.replaceAll('`', '');

/** The error codes, in order. */
export const errorCodes: readonly ErrorCode[] = Object.keys(errors)
  .map(Number)
  .filter((code): code is ErrorCode => code in errors);

/** A message of the catalogue for people; what depends on the request is `…`. */
export const describeMessage = (message: string): string =>
  message === '{}' ? 'The message depends on the request' : message.replace('{}', '…');

/** The message of a code, for people. */
export const errorMessage = (code: ErrorCode): string => describeMessage(errors[code].message);

/** The operations with an error of their own that has this code. */
export const operationsWith = (code: ErrorCode): readonly ReferenceOperation[] =>
  groups
    .flatMap(({ operations }) => operations)
    .filter((operation) => operation.errors.some((each) => each.code === code));

/** The path that examples use: that of the default service, which is the shortest, where there is one. */
export const shortestPath = ({ paths }: ReferenceOperation): ReferencePath => paths.at(-1) ?? paths[0];

/** What an address of the reference shows. */
export type Topic =
  | { readonly kind: 'overview' }
  | { readonly kind: 'group'; readonly group: ReferenceGroup; readonly operation?: ReferenceOperation }
  | { readonly kind: 'errors'; readonly code?: ErrorCode }
  | { readonly kind: 'unknown' };

/** @param name a group, an operation at any of its paths, `errors`, or an error code. */
export function findTopic(name: string | undefined): Topic {
  if (name === undefined) return { kind: 'overview' };
  if (name === 'errors') return { kind: 'errors' };
  const code = errorCodes.find((each) => String(each) === name);
  if (code !== undefined) return { kind: 'errors', code };
  for (const group of groups) {
    if (group.name === name) return { kind: 'group', group };
    const operation = group.operations.find(({ paths }) => paths.some((path) => path.name === name));
    if (operation !== undefined) return { kind: 'group', group, operation };
  }
  return { kind: 'unknown' };
}
