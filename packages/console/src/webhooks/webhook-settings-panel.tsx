import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../api/client.ts';
import { type WebhookSettings, webhookSettingsQuery } from '../api/webhooks.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { QueryContent } from '../ui/query-content.tsx';
import styles from './webhook-settings-panel.module.css';

const EditWebhookSettings = lazy(() => import('./edit-webhook-settings.tsx'));

interface WebhookSettingsPanelProps {
  readonly title: string;
  /** Undefined for the webhooks of the account. */
  readonly serviceSid?: string;
}

/** Where the events of an account or of a service are sent, which the user can change. */
export function WebhookSettingsPanel({ title, serviceSid }: WebhookSettingsPanelProps) {
  const settings = useQuery(webhookSettingsQuery(useClient(), serviceSid));
  const [isEditing, setEditing] = useState(false);
  return (
    <Panel
      title={title}
      action={
        settings.data !== undefined && (
          <Button small onClick={() => setEditing(true)}>
            Edit
          </Button>
        )
      }
    >
      <QueryContent query={settings} what="the webhooks">
        {(data) => (
          <>
            <Summary settings={data} />
            <Suspense>
              {isEditing && (
                <EditWebhookSettings
                  title={title}
                  serviceSid={serviceSid}
                  settings={data}
                  onClose={() => setEditing(false)}
                />
              )}
            </Suspense>
          </>
        )}
      </QueryContent>
    </Panel>
  );
}

function Summary({
  settings: { preWebhookUrl, postWebhookUrl, method, filters, target },
}: {
  readonly settings: WebhookSettings;
}) {
  const urls = [
    { title: 'Before a change', url: preWebhookUrl },
    { title: 'After a change', url: postWebhookUrl },
  ].filter(({ url }) => url);
  if (urls.length === 0) return <p className={styles['none']}>No URL is set, so no event is sent.</p>;
  return (
    <dl className={styles['facts']}>
      {target === 'flex' && (
        <div>
          <dt>Target</dt>
          <dd>Twilio Flex, so no event is sent</dd>
        </div>
      )}
      {urls.map(({ title, url }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{`${method ?? 'POST'} ${url}`}</dd>
        </div>
      ))}
      <div>
        <dt>Events</dt>
        <dd>{filters?.join(', ') || 'none'}</dd>
      </div>
    </dl>
  );
}
