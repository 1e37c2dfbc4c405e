import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Form, FormActions } from '../../ui/form.tsx';
import { formatJson, jsonError } from '../../ui/json.ts';
import { Panel } from '../../ui/panel.tsx';

/** The attributes as JSON, which the user can change. */
export function AttributesPanel({ conversation }: { readonly conversation: Conversation }) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  /** The text while it is being edited. */
  const [draft, setDraft] = useState<string>();
  const save = useMutation({
    mutationFn: (attributes: string) =>
      client.updateServiceConversation(service.sid, conversation.sid, {
        attributes,
        xTwilioWebhookEnabled: true,
      }),
    onSuccess: (changed) => {
      queryClient.setQueryData(queryKeys.conversation(conversation.sid), changed);
      setDraft(undefined);
    },
  });
  const text = draft ?? formatJson(conversation.attributes);
  const error = jsonError(text);
  return (
    <Panel title="Attributes">
      <Form onSubmit={() => error === undefined && save.mutate(text)}>
        {save.error !== null && <ErrorNotice error={save.error} />}
        <TextArea
          label="JSON"
          hideLabel
          mono
          rows={Math.min(12, text.split('\n').length + 1)}
          spellCheck={false}
          disabled={conversation.state === 'closed'}
          value={text}
          error={error}
          onChange={({ target }) => setDraft(target.value)}
        />
        {draft !== undefined && (
          <>
            <SdkCall
              call={{
                action: 'update',
                path: [
                  ['Services', service.sid],
                  ['Conversations', conversation.sid],
                ],
                parameters: { Attributes: text, 'X-Twilio-Webhook-Enabled': 'true' },
              }}
            />
            <FormActions>
              <Button onClick={() => setDraft(undefined)}>Discard</Button>
              <Button type="submit" look="primary" disabled={save.isPending || error !== undefined}>
                Save attributes
              </Button>
            </FormActions>
          </>
        )}
      </Form>
    </Panel>
  );
}
