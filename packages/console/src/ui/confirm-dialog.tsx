import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { FormActions } from './form.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  /** What happens, and what cannot be undone. */
  readonly children: ReactNode;
  /** The verb on the button, such as `Delete conversation`. */
  readonly action: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be undone. */
export default function ConfirmDialog({
  title,
  children,
  action,
  isPending,
  error,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {error !== null && <ErrorNotice error={error} />}
      {children}
      <FormActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" disabled={isPending} onClick={onConfirm}>
          {action}
        </Button>
      </FormActions>
    </Dialog>
  );
}
