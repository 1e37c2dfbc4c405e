import { useState } from 'react';

/** What the dialog needs of the result of `useMutation`. */
interface ChangeMutation<Variables> {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly variables: Variables | undefined;
  readonly mutate: (variables: Variables, options: { onError: () => void }) => void;
  readonly reset: () => void;
}

/** The properties that every dialog of a change has. */
export interface ChangeDialogProps<Variables> {
  readonly mutation: { readonly isPending: boolean; readonly error: unknown };
  /** The change that was refused, for the dialog to begin with; undefined at first. */
  readonly refused: Variables | undefined;
  readonly onSubmit: (variables: Variables) => void;
  readonly onClose: () => void;
}

/**
 * The state of a dialog for a change that is shown at once: it closes when it is submitted, and opens again with the
 * reason if the server refuses the change.
 */
export function useChangeDialog<Subject, Variables>(mutation: ChangeMutation<Variables>) {
  const [subject, setSubject] = useState<Subject>();
  const { isPending, error, variables, mutate, reset } = mutation;
  const props: ChangeDialogProps<Variables> = {
    mutation,
    refused: error === null ? undefined : variables,
    onSubmit: (submitted) => {
      setSubject(undefined);
      mutate(submitted, { onError: () => setSubject(() => subject) });
    },
    onClose: () => setSubject(undefined),
  };
  return {
    /** What the open dialog is about; undefined while it is closed. */
    subject,
    open: (opened: Subject) => {
      // The reason of an earlier attempt is not about this one.
      if (!isPending) reset();
      setSubject(() => opened);
    },
    props,
  };
}
