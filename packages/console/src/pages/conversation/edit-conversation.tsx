import { type ComponentProps, useState } from 'react';
import type { Conversation } from '../../api/conversations.ts';
import { fieldError } from '../../api/describe-error.ts';
import { useService } from '../../api/service.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import type { ChangeDialogProps } from '../../ui/use-change-dialog.ts';
import type { ConversationChanges } from './update-conversation.ts';

interface EditConversationProps extends ChangeDialogProps<ConversationChanges> {
  readonly conversation: Conversation;
}

const states = ['active', 'inactive', 'closed'] as const;

/** Changes the names, the state and the timers of a conversation. */
export default function EditConversation({
  conversation,
  mutation,
  refused,
  onSubmit,
  onClose,
}: EditConversationProps) {
  const service = useService();
  const [values, setValues] = useState(() => valuesOf(conversation, refused));
  const changes = changesOf(conversation, values);
  const fieldProps = (name: keyof FormValues, parameter: string) => ({
    value: values[name],
    error: fieldError(mutation.error, parameter),
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      setValues({ ...values, [name]: target.value }),
  });
  return (
    <FormDialog
      title="Edit the conversation"
      action="Save conversation"
      canSubmit={Object.values(changes).some((value) => value !== undefined)}
      mutation={mutation}
      onSubmit={() => onSubmit(changes)}
      onClose={onClose}
    >
      <TextField
        label="Friendly name"
        maxLength={256}
        // The API ignores an empty name: it can be changed, and not removed.
        required={conversation.friendlyName !== null}
        {...fieldProps('friendlyName', 'FriendlyName')}
      />
      <TextField
        label="Unique name"
        hint="It can replace the SID in requests. Empty removes it."
        maxLength={256}
        {...fieldProps('uniqueName', 'UniqueName')}
      />
      <SelectField
        label="State"
        hint="A closed conversation cannot be changed or opened again."
        {...fieldProps('state', 'State')}
      >
        {states.map((state) => (
          <option key={state}>{state}</option>
        ))}
      </SelectField>
      <TimerField
        label="Inactive after"
        hint="Idle time of at least one minute, such as PT10M for 10 minutes or P2D for 2 days. PT0S removes the timer; empty keeps it as it is."
        {...fieldProps('timersInactive', 'Timers.Inactive')}
      />
      <TimerField
        label="Closed after"
        hint="Idle time of at least ten minutes, such as PT1H for an hour or P30D for 30 days. PT0S removes the timer; empty keeps it as it is."
        {...fieldProps('timersClosed', 'Timers.Closed')}
      />
      <SdkCall
        call={{
          action: 'update',
          path: conversationPath(service.sid, conversation.sid),
          parameters: {
            FriendlyName: changes.friendlyName,
            UniqueName: changes.uniqueName === null ? '' : changes.uniqueName,
            State: changes.state,
            'Timers.Inactive': changes.timersInactive ?? undefined,
            'Timers.Closed': changes.timersClosed ?? undefined,
            ...webhookHeader,
          },
        }}
      />
    </FormDialog>
  );
}

const TimerField = (props: ComponentProps<typeof TextField>) => (
  <TextField mono spellCheck={false} autoComplete="off" placeholder="as it is" {...props} />
);

/** What the fields contain. */
interface FormValues {
  readonly friendlyName: string;
  readonly uniqueName: string;
  readonly state: string;
  readonly timersInactive: string;
  readonly timersClosed: string;
}

/** The values of a conversation, or what had been entered if a change was refused. */
const valuesOf = (
  { friendlyName, uniqueName, state }: Conversation,
  refused: ConversationChanges = {},
): FormValues => ({
  friendlyName: refused.friendlyName ?? friendlyName ?? '',
  // Null removes the name.
  uniqueName: (refused.uniqueName === undefined ? uniqueName : refused.uniqueName) ?? '',
  state: refused.state ?? state,
  timersInactive: refused.timersInactive ?? '',
  timersClosed: refused.timersClosed ?? '',
});

/** What differs from the conversation, as the API expects it. */
function changesOf(conversation: Conversation, values: FormValues): ConversationChanges {
  const before = valuesOf(conversation);
  const changed = (name: keyof FormValues) => (values[name] === before[name] ? undefined : values[name]);
  const uniqueName = changed('uniqueName');
  return {
    friendlyName: changed('friendlyName'),
    uniqueName: uniqueName === '' ? null : uniqueName,
    state: states.find((state) => state === changed('state')),
    timersInactive: changed('timersInactive')?.trim(),
    timersClosed: changed('timersClosed')?.trim(),
  };
}
