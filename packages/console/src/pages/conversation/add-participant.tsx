import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Form, FormActions } from '../../ui/form.tsx';

interface AddParticipantProps {
  readonly conversationSid: string;
  readonly onClose: () => void;
}

/** Adds somebody on chat, by identity, or on another channel, by address. */
export default function AddParticipant({ conversationSid, onClose }: AddParticipantProps) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const [channel, setChannel] = useState<'chat' | 'other'>('chat');
  const [identity, setIdentity] = useState('');
  const [address, setAddress] = useState('');
  const [proxyAddress, setProxyAddress] = useState('');
  const isChat = channel === 'chat';
  const values = {
    identity: isChat ? identity : undefined,
    messagingBindingAddress: isChat ? undefined : address,
    messagingBindingProxyAddress: isChat ? undefined : proxyAddress,
  };
  const add = useMutation({
    mutationFn: () =>
      client.createServiceConversationParticipant(service.sid, conversationSid, {
        ...values,
        xTwilioWebhookEnabled: true,
      }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.participants(conversationSid) });
    },
  });
  return (
    <Dialog title="Add a participant" open onClose={onClose}>
      <Form onSubmit={() => add.mutate()}>
        {add.error !== null && <ErrorNotice error={add.error} />}
        <SelectField
          label="Channel"
          value={channel}
          onChange={({ target }) => setChannel(target.value === 'chat' ? 'chat' : 'other')}
        >
          <option value="chat">Chat</option>
          <option value="other">SMS, WhatsApp or another channel</option>
        </SelectField>
        {isChat ? (
          <TextField
            label="Identity"
            hint="The user of your application. A user is created if there is none."
            value={identity}
            required
            onChange={({ target }) => setIdentity(target.value)}
          />
        ) : (
          <>
            <TextField
              label="Address"
              hint="Such as +15550100177 or whatsapp:+15550100177."
              value={address}
              required
              onChange={({ target }) => setAddress(target.value)}
            />
            <TextField
              label="Proxy address"
              hint="Your address, which messages to the participant come from."
              value={proxyAddress}
              required
              onChange={({ target }) => setProxyAddress(target.value)}
            />
          </>
        )}
        <SdkCall
          call={{
            action: 'create',
            path: [['Services', service.sid], ['Conversations', conversationSid], ['Participants']],
            parameters: {
              Identity: values.identity,
              'MessagingBinding.Address': values.messagingBindingAddress,
              'MessagingBinding.ProxyAddress': values.messagingBindingProxyAddress,
              'X-Twilio-Webhook-Enabled': 'true',
            },
          }}
        />
        <FormActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={add.isPending}>
            Add participant
          </Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
