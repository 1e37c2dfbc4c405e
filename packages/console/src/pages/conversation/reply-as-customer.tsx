import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { type Participant, participantName } from '../../api/participants.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { SampleRequest } from '../../sdk-call/sdk-call.tsx';
import { TextArea } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

interface ReplyAsCustomerProps {
  readonly participant: Participant;
  readonly onClose: () => void;
}

/** Sends a message as a participant on SMS, WhatsApp and so on would from a telephone. */
export default function ReplyAsCustomer({ participant, onClose }: ReplyAsCustomerProps) {
  const client = useClient();
  const queryClient = useQueryClient();
  const [body, setBody] = useState('');
  const { conversationSid, messagingBinding } = participant;
  const [from, to] = [messagingBinding?.address ?? '', messagingBinding?.proxyAddress ?? ''];
  const reply = useMutation({
    mutationFn: () => client.injectInboundMessage({ from, to, body }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.messages(conversationSid) });
    },
  });
  return (
    <FormDialog
      title={`Reply as ${participantName(participant)}`}
      action="Send reply"
      mutation={reply}
      onSubmit={() => reply.mutate()}
      onClose={onClose}
    >
      <p>
        The server receives the message as if it came from {from} to {to}.
      </p>
      <TextArea
        label="Text"
        rows={3}
        required
        value={body}
        onChange={({ target }) => setBody(target.value)}
      />
      <SampleRequest path="/colloquy/v1/inbound" parameters={{ From: from, To: to, Body: body }} />
    </FormDialog>
  );
}
