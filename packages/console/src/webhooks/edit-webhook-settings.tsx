import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../api/client.ts';
import { fieldError } from '../api/describe-error.ts';
import { queryKeys } from '../api/query-keys.ts';
import type { WebhookSettings, WebhookTarget } from '../api/webhooks.ts';
import { SdkCall } from '../sdk-call/sdk-call.tsx';
import { CheckboxList } from '../ui/checkbox-list.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { webhookEvents } from './event-names.ts';
import { MethodField } from './method-field.tsx';

interface EditWebhookSettingsProps {
  readonly title: string;
  /** Undefined for the webhooks of the account. */
  readonly serviceSid: string | undefined;
  readonly settings: WebhookSettings;
  readonly onClose: () => void;
}

/** Changes where the events of an account or of a service are sent. */
export default function EditWebhookSettings({
  title,
  serviceSid,
  settings,
  onClose,
}: EditWebhookSettingsProps) {
  const client = useClient();
  const queryClient = useQueryClient();
  const [preWebhookUrl, setPreWebhookUrl] = useState(settings.preWebhookUrl ?? '');
  const [postWebhookUrl, setPostWebhookUrl] = useState(settings.postWebhookUrl ?? '');
  const [method, setMethod] = useState(settings.method ?? 'POST');
  const [filters, setFilters] = useState(settings.filters ?? []);
  const [target, setTarget] = useState(settings.target ?? 'webhook');
  const values = { preWebhookUrl, postWebhookUrl, method, filters };
  const save = useMutation({
    mutationFn: async () => {
      if (serviceSid === undefined) await client.updateConfigurationWebhook({ ...values, target });
      else await client.updateServiceWebhookConfiguration(serviceSid, values);
    },
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.webhookSettings(serviceSid) });
    },
  });
  return (
    <FormDialog
      title={title}
      action="Save webhooks"
      mutation={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {serviceSid === undefined && <TargetField value={target} onChange={setTarget} />}
      <TextField
        label="URL before a change"
        hint="It can change or refuse what a client wants to do. Empty removes it."
        value={preWebhookUrl}
        error={fieldError(save.error, 'PreWebhookUrl')}
        onChange={({ target }) => setPreWebhookUrl(target.value)}
      />
      <TextField
        label="URL after a change"
        hint="It receives the events that are chosen below. Empty removes it."
        value={postWebhookUrl}
        error={fieldError(save.error, 'PostWebhookUrl')}
        onChange={({ target }) => setPostWebhookUrl(target.value)}
      />
      <MethodField value={method} onChange={setMethod} />
      <CheckboxList
        legend="Events"
        names={webhookEvents}
        checked={filters}
        error={fieldError(save.error, 'Filters')}
        onChange={setFilters}
      />
      <SdkCall
        call={{
          action: 'update',
          path: [
            ...(serviceSid === undefined ? [] : [['Services', serviceSid] as const]),
            ['Configuration'],
            ['Webhooks'],
          ],
          parameters: {
            PreWebhookUrl: preWebhookUrl,
            PostWebhookUrl: postWebhookUrl,
            Method: method,
            Filters: filters,
            ...(serviceSid === undefined && { Target: target }),
          },
        }}
      />
    </FormDialog>
  );
}

const targets = [
  ['webhook', 'The URLs below'],
  ['flex', 'Twilio Flex: the URLs below receive nothing'],
] as const;

interface TargetFieldProps {
  readonly value: WebhookTarget;
  readonly onChange: (target: WebhookTarget) => void;
}

/** Chooses whether the events of the account are sent at all. */
const TargetField = ({ value, onChange }: TargetFieldProps) => (
  <SelectField
    label="Target"
    hint="Where the events of the account go. Flex exists only in the hosted API."
    value={value}
    onChange={(event) => onChange(targets.find(([name]) => name === event.target.value)?.[0] ?? 'webhook')}
  >
    {targets.map(([name, title]) => (
      <option key={name} value={name}>
        {title}
      </option>
    ))}
  </SelectField>
);
