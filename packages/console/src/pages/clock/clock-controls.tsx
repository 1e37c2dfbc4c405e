import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { SampleRequest } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import styles from './clock-page.module.css';

const presets = [
  ['1 minute', 'PT1M'],
  ['10 minutes', 'PT10M'],
  ['1 hour', 'PT1H'],
  ['1 day', 'P1D'],
  ['1 week', 'P7D'],
] as const;

/** Moves the test clock, freezes and resumes it. */
export function ClockControls({ frozen }: { readonly frozen: boolean }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const [duration, setDuration] = useState('PT1H');
  // Due work may have changed anything. The buttons do not wait until all of it has arrived.
  const onSuccess = () => void queryClient.invalidateQueries();
  const advance = useMutation({
    mutationFn: (by: string) => client.advanceClock({ duration: by }),
    onSuccess,
  });
  const toggle = useMutation({
    mutationFn: () => (frozen ? client.resumeClock() : client.freezeClock()),
    onSuccess,
  });
  const error = advance.error ?? toggle.error;
  return (
    <div className={styles['controls']}>
      {error !== null && <ErrorNotice error={error} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form */}
      <div role="group" aria-label="Advance by" className={styles['presets']}>
        {presets.map(([name, by]) => (
          <Button key={by} disabled={advance.isPending} onClick={() => advance.mutate(by)}>
            {`+ ${name}`}
          </Button>
        ))}
        <Button disabled={toggle.isPending} onClick={() => toggle.mutate()}>
          {frozen ? 'Resume' : 'Freeze'}
        </Button>
      </div>
      <SampleRequest
        title={frozen ? 'Resume as code' : 'Freeze as code'}
        path={`/colloquy/v1/clock/${frozen ? 'resume' : 'freeze'}`}
      />
      <Form onSubmit={() => advance.mutate(duration)}>
        <div className={styles['advance']}>
          <TextField
            label="Duration"
            mono
            required
            value={duration}
            onChange={({ target }) => setDuration(target.value)}
          />
          <Button type="submit" look="primary" disabled={advance.isPending}>
            Advance
          </Button>
        </div>
        <SampleRequest
          title="Advance as code"
          path="/colloquy/v1/clock/advance"
          parameters={{ Duration: duration }}
        />
      </Form>
    </div>
  );
}
