import { useState } from 'react';
import { Button } from './button.tsx';

/** Copies a text. @param label what is copied, such as `command`. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState('');
  // Pages without TLS have no clipboard outside of loopback; there, the text can still be selected.
  if (navigator.clipboard === undefined) return null;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(text),
      () => setCopied(''),
    );
  return (
    <Button small onClick={() => void copy()} aria-label={`Copy the ${label}`}>
      {copied === text ? 'Copied' : 'Copy'}
    </Button>
  );
}
