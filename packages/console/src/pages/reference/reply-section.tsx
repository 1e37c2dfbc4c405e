import type { ReferenceOperation, ReferencePath, ReferenceReply } from '@colloquy/contract';
import { apiBaseUrl } from '../../api/locations.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import styles from './reference.module.css';
import { RichText } from './rich-text.tsx';
import { StatusBadge } from './status-badge.tsx';

/** The replies of an operation, with an example of its success. */
export function ReplySection({
  operation,
  path,
}: {
  readonly operation: ReferenceOperation;
  readonly path: ReferencePath;
}) {
  const example = path.exampleReply(apiBaseUrl);
  return (
    <div className={styles['replies']}>
      <h3 className={styles['label']}>Reply</h3>
      <ul className={styles['statuses']}>
        {operation.replies.map((reply) => (
          <li key={reply.status}>
            <StatusBadge status={reply.status} />{' '}
            <span className={styles['muted']}>
              <RichText text={reply.description ?? bodyNames[reply.body]} />
            </span>
          </li>
        ))}
      </ul>
      {example !== undefined && <CodeBlock text={JSON.stringify(example, null, 2)} label="reply" scrolls />}
    </div>
  );
}

const bodyNames: Readonly<Record<ReferenceReply['body'], string>> = {
  json: 'A JSON object, such as:',
  text: 'Text.',
  content: 'The content, with its type.',
  events: 'Server-sent events, whose data is such an object:',
  error: 'An error.',
  none: 'No body.',
};
