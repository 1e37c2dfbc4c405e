import { useState } from 'react';
import { fieldError } from '../../api/describe-error.ts';
import type { Message } from '../../api/messages.ts';
import { useService } from '../../api/service.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { TextArea } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formatJson, jsonError } from '../../ui/json.ts';
import type { ChangeDialogProps } from '../../ui/use-change-dialog.ts';
import type { MessageUpdate } from './change-message.ts';

interface EditMessageProps extends ChangeDialogProps<MessageUpdate> {
  readonly message: Message;
}

/** Changes the text and the attributes of a message. */
export default function EditMessage({ message, mutation, refused, onSubmit, onClose }: EditMessageProps) {
  const service = useService();
  const before = { body: message.body ?? '', attributes: formatJson(message.attributes) };
  const [body, setBody] = useState(refused?.changes.body ?? before.body);
  const [attributes, setAttributes] = useState(refused?.changes.attributes ?? before.attributes);
  const attributesError = jsonError(attributes);
  const changes = {
    body: body === before.body ? undefined : body,
    attributes: attributes === before.attributes ? undefined : attributes,
  };
  const isChanged = changes.body !== undefined || changes.attributes !== undefined;
  return (
    <FormDialog
      title={`Edit message #${message.index}`}
      action="Save message"
      canSubmit={isChanged && attributesError === undefined}
      mutation={mutation}
      onSubmit={() => onSubmit({ sid: message.sid, changes })}
      onClose={onClose}
    >
      <TextArea
        label="Body"
        rows={4}
        value={body}
        error={fieldError(mutation.error, 'Body')}
        onChange={({ target }) => setBody(target.value)}
      />
      <TextArea
        label="Attributes"
        mono
        rows={Math.min(10, attributes.split('\n').length + 1)}
        spellCheck={false}
        value={attributes}
        error={attributesError ?? fieldError(mutation.error, 'Attributes')}
        onChange={({ target }) => setAttributes(target.value)}
      />
      <SdkCall
        call={{
          action: 'update',
          path: conversationPath(service.sid, message.conversationSid, ['Messages', message.sid]),
          parameters: { Body: changes.body, Attributes: changes.attributes, ...webhookHeader },
        }}
      />
    </FormDialog>
  );
}
