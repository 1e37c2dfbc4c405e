import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { fieldError } from '../../api/describe-error.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import type { ScopedWebhook } from '../../api/webhooks.ts';
import { conversationPath } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { CheckboxList } from '../../ui/checkbox-list.tsx';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { scopedEvents } from '../../webhooks/event-names.ts';
import { MethodField } from '../../webhooks/method-field.tsx';
import {
  type ScopedWebhookValues,
  toApiParameters,
  toCreateParameters,
  toParameters,
  valuesOf,
} from './scoped-webhook-values.ts';

interface EditWebhookProps {
  readonly conversationSid: string;
  /** Undefined for a new one. */
  readonly webhook: ScopedWebhook | undefined;
  readonly onClose: () => void;
}

const targets = [
  ['webhook', 'Sends events to a URL'],
  ['trigger', 'Sends messages with keywords to a URL'],
  ['studio', 'Starts a Studio flow: the server only stores its deliveries'],
] as const;

/** Creates a webhook of a conversation, or changes one. */
export default function EditWebhook({ conversationSid, webhook, onClose }: EditWebhookProps) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const [values, setValues] = useState(() => valuesOf(webhook));
  const { target } = values;
  const change = (changed: Partial<ScopedWebhookValues>) => setValues({ ...values, ...changed });
  const save = useMutation({
    mutationFn: () =>
      webhook === undefined
        ? client.createServiceConversationScopedWebhook(
            service.sid,
            conversationSid,
            toCreateParameters(values),
          )
        : client.updateServiceConversationScopedWebhook(
            service.sid,
            conversationSid,
            webhook.sid,
            toParameters(values),
          ),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.webhooks(conversationSid) });
    },
  });
  const errorOf = (parameter: string) => fieldError(save.error, `Configuration.${parameter}`);
  return (
    <FormDialog
      title={webhook === undefined ? 'New webhook' : 'Edit the webhook'}
      action={webhook === undefined ? 'Create webhook' : 'Save webhook'}
      mutation={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {webhook === undefined && (
        <SelectField
          label="Type"
          hint="It cannot be changed later."
          value={target}
          onChange={(event) =>
            change({ target: targets.find(([name]) => name === event.target.value)?.[0] ?? 'webhook' })
          }
        >
          {targets.map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </SelectField>
      )}
      {target === 'studio' ? (
        <TextField
          label="Flow SID"
          mono
          required
          placeholder="FW…"
          value={values.flowSid}
          error={errorOf('FlowSid')}
          onChange={(event) => change({ flowSid: event.target.value })}
        />
      ) : (
        <>
          <TextField
            label="URL"
            required
            placeholder="https://example.com/events"
            value={values.url}
            error={errorOf('Url')}
            onChange={(event) => change({ url: event.target.value })}
          />
          <MethodField value={values.method} onChange={(method) => change({ method })} />
        </>
      )}
      {target === 'webhook' && (
        <CheckboxList
          legend="Events"
          names={scopedEvents}
          checked={values.filters}
          error={errorOf('Filters')}
          onChange={(filters) => change({ filters })}
        />
      )}
      {target === 'trigger' && (
        <TextArea
          label="Keywords"
          hint="One per line, up to five."
          rows={3}
          required
          value={values.triggers}
          error={errorOf('Triggers')}
          onChange={(event) => change({ triggers: event.target.value })}
        />
      )}
      {webhook === undefined && (
        <TextField
          label="Existing messages from index"
          hint="The webhook receives these messages too, before those to come. Empty sends none of them."
          type="number"
          min={0}
          value={values.replayAfter}
          error={errorOf('ReplayAfter')}
          onChange={(event) => change({ replayAfter: event.target.value })}
        />
      )}
      <SdkCall
        call={
          webhook === undefined
            ? {
                action: 'create',
                path: conversationPath(service.sid, conversationSid, ['Webhooks']),
                parameters: toApiParameters(toCreateParameters(values)),
              }
            : {
                action: 'update',
                path: conversationPath(service.sid, conversationSid, ['Webhooks', webhook.sid]),
                parameters: toApiParameters(toParameters(values)),
              }
        }
      />
    </FormDialog>
  );
}
