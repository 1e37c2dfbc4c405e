import { useState } from 'react';
import { Button } from './button.tsx';
import styles from './code-block.module.css';

/** A text to paste, with a button that copies it. @param label what the button copies, such as `command`. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState('');
  const copy = () => {
    // Pages without TLS have no clipboard outside of loopback; there, the text can still be selected.
    navigator.clipboard?.writeText(text).then(
      () => setCopied(text),
      () => setCopied(''),
    );
  };
  return (
    <div className={styles['block']}>
      <pre className={styles['code']}>
        <code>{text}</code>
      </pre>
      {navigator.clipboard !== undefined && (
        <span className={styles['copy']}>
          <Button small onClick={copy} aria-label={`Copy the ${label}`}>
            {copied === text ? 'Copied' : 'Copy'}
          </Button>
        </span>
      )}
    </div>
  );
}
