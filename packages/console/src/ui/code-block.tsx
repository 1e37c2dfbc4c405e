import { classNames } from './class-names.ts';
import styles from './code-block.module.css';
import { CopyButton } from './copy-button.tsx';

interface CodeBlockProps {
  readonly text: string;
  /** What the button copies, such as `command`. */
  readonly label: string;
  /** Whether long lines and texts scroll, which the keyboard can do, too. Otherwise, lines wrap. */
  readonly scrolls?: boolean;
}

/** A text to paste, with a button that copies it. */
export const CodeBlock = ({ text, label, scrolls = false }: CodeBlockProps) => (
  <div className={styles['block']}>
    {/* What scrolls has to be reachable by keyboard. */}
    <pre
      className={classNames(styles['code'], scrolls && styles['scrolls'])}
      tabIndex={scrolls ? 0 : undefined}
    >
      <code>{text}</code>
    </pre>
    <span className={styles['copy']}>
      <CopyButton text={text} label={label} />
    </span>
  </div>
);
