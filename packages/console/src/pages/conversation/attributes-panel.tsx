import { useState } from 'react';
import type { Conversation } from '../../api/conversations.ts';
import { fieldError } from '../../api/describe-error.ts';
import { useService } from '../../api/service.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Form, FormActions } from '../../ui/form.tsx';
import { formatJson, jsonError } from '../../ui/json.ts';
import { Panel } from '../../ui/panel.tsx';
import { useUpdateConversation } from './update-conversation.ts';

/** The attributes as JSON, which the user can change. */
export function AttributesPanel({ conversation }: { readonly conversation: Conversation }) {
  const service = useService();
  /** The text while it is being edited. */
  const [draft, setDraft] = useState<string>();
  const update = useUpdateConversation(conversation.sid);
  const save = (attributes: string) => {
    setDraft(undefined);
    // Attributes that were refused come back, unless the user has begun anew meanwhile.
    update.mutate({ attributes }, { onError: () => setDraft((current) => current ?? attributes) });
  };
  // The conversation has the new attributes only after its requests that are under way have been cancelled.
  const saving = update.isPending ? update.variables.attributes : undefined;
  const text = draft ?? formatJson(saving ?? conversation.attributes);
  const error = jsonError(text);
  return (
    <Panel title="Attributes">
      <Form onSubmit={() => error === undefined && save(text)}>
        {update.error !== null && <ErrorNotice error={update.error} />}
        <TextArea
          label="JSON"
          hideLabel
          mono
          rows={Math.min(12, text.split('\n').length + 1)}
          spellCheck={false}
          disabled={conversation.state === 'closed'}
          value={text}
          error={error ?? fieldError(update.error, 'Attributes')}
          onChange={({ target }) => setDraft(target.value)}
        />
        {draft !== undefined && (
          <>
            <SdkCall
              call={{
                action: 'update',
                path: conversationPath(service.sid, conversation.sid),
                parameters: { Attributes: text, ...webhookHeader },
              }}
            />
            <FormActions>
              <Button
                onClick={() => {
                  setDraft(undefined);
                  update.reset();
                }}
              >
                Discard
              </Button>
              <Button type="submit" look="primary" disabled={update.isPending || error !== undefined}>
                Save attributes
              </Button>
            </FormActions>
          </>
        )}
      </Form>
    </Panel>
  );
}
