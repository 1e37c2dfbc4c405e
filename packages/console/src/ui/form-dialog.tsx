import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { Form, FormActions } from './form.tsx';

interface FormDialogProps {
  readonly title: string;
  /** What the button that submits does, such as `Create service`. */
  readonly action: string;
  /** Whether the action cannot be undone. */
  readonly isDangerous?: boolean;
  /** Whether what has been entered can be sent. */
  readonly canSubmit?: boolean;
  /** What the form sends. */
  readonly mutation: { readonly isPending: boolean; readonly error: unknown };
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** The fields, or what happens and what cannot be undone. */
  readonly children: ReactNode;
}

/** A dialog with a form that sends one mutation, and shows why it has failed. */
export const FormDialog = ({
  title,
  action,
  isDangerous = false,
  canSubmit = true,
  mutation: { isPending, error },
  onSubmit,
  onClose,
  children,
}: FormDialogProps) => (
  <Dialog title={title} onClose={onClose}>
    <Form onSubmit={onSubmit}>
      {error !== null && <ErrorNotice error={error} />}
      {children}
      <FormActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look={isDangerous ? 'danger' : 'primary'} disabled={isPending || !canSubmit}>
          {action}
        </Button>
      </FormActions>
    </Form>
  </Dialog>
);
