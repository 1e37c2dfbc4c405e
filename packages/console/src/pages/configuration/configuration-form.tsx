import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import type { ServiceConfiguration } from '../../api/service-configuration.ts';
import type { Role } from '../../api/users.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Form, FormActions } from '../../ui/form.tsx';

interface ConfigurationFormProps {
  readonly configuration: ServiceConfiguration;
  readonly roles: readonly Role[];
}

/** Shows the configuration of a service and changes it. */
export function ConfigurationForm({ configuration, roles }: ConfigurationFormProps) {
  const client = useClient();
  const queryClient = useQueryClient();
  const { chatServiceSid } = configuration;
  /** What has been chosen and not saved yet. */
  const [draft, setDraft] = useState<Partial<ServiceConfiguration>>({});
  const shown = { ...configuration, ...draft };
  const isChanged = Object.keys(draft).length > 0;
  const save = useMutation({
    mutationFn: () => {
      const {
        defaultChatServiceRoleSid,
        defaultConversationRoleSid,
        defaultConversationCreatorRoleSid,
        reachabilityEnabled,
      } = draft;
      return client.updateServiceConfiguration(chatServiceSid, {
        defaultChatServiceRoleSid,
        defaultConversationRoleSid,
        defaultConversationCreatorRoleSid,
        reachabilityEnabled,
      });
    },
    onSuccess: (changed) => {
      queryClient.setQueryData(queryKeys.serviceConfiguration(chatServiceSid), changed);
      setDraft({});
    },
  });
  const change = (changed: Partial<ServiceConfiguration>) => setDraft({ ...draft, ...changed });
  const roleField = (
    name: 'defaultChatServiceRoleSid' | 'defaultConversationRoleSid' | 'defaultConversationCreatorRoleSid',
    label: string,
    type: Role['type'],
  ) => (
    <SelectField
      label={label}
      value={shown[name]}
      onChange={({ target }) => change({ [name]: target.value })}
    >
      {roles
        .filter((role) => role.type === type)
        .map(({ sid, friendlyName }) => (
          <option key={sid} value={sid}>
            {friendlyName}
          </option>
        ))}
    </SelectField>
  );
  return (
    <Form onSubmit={() => save.mutate()}>
      {save.error !== null && <ErrorNotice error={save.error} />}
      {roleField('defaultChatServiceRoleSid', 'Role of new users', 'service')}
      {roleField('defaultConversationRoleSid', 'Role of participants', 'conversation')}
      {roleField('defaultConversationCreatorRoleSid', 'Role of creators of conversations', 'conversation')}
      <SelectField
        label="Reachability"
        hint="Whether replies and clients show if users are online and can be notified."
        value={String(shown.reachabilityEnabled)}
        onChange={({ target }) => change({ reachabilityEnabled: target.value === 'true' })}
      >
        <option value="true">on</option>
        <option value="false">off</option>
      </SelectField>
      <SdkCall
        call={{
          action: 'update',
          path: [['Services', chatServiceSid], ['Configuration']],
          parameters: {
            DefaultChatServiceRoleSid: draft.defaultChatServiceRoleSid,
            DefaultConversationRoleSid: draft.defaultConversationRoleSid,
            DefaultConversationCreatorRoleSid: draft.defaultConversationCreatorRoleSid,
            ReachabilityEnabled: draft.reachabilityEnabled?.toString(),
          },
        }}
      />
      <FormActions>
        <Button disabled={!isChanged} onClick={() => setDraft({})}>
          Discard
        </Button>
        <Button type="submit" look="primary" disabled={!isChanged || save.isPending}>
          Save configuration
        </Button>
      </FormActions>
    </Form>
  );
}
