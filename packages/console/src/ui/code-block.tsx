import styles from './code-block.module.css';
import { CopyButton } from './copy-button.tsx';

/** A text to paste, with a button that copies it. @param label what the button copies, such as `command`. */
export const CodeBlock = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <div className={styles['block']}>
    <pre className={styles['code']}>
      <code>{text}</code>
    </pre>
    <span className={styles['copy']}>
      <CopyButton text={text} label={label} />
    </span>
  </div>
);
