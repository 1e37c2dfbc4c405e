import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { useService } from '../../api/service.ts';
import { serviceConfigurationQuery } from '../../api/service-configuration.ts';
import { rolesQuery } from '../../api/users.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { WebhookSettingsPanel } from '../../webhooks/webhook-settings-panel.tsx';
import { ConfigurationForm } from './configuration-form.tsx';
import styles from './configuration-page.module.css';

/** The configuration of a service. */
export function ConfigurationPage() {
  const client = useClient();
  const { sid } = useService();
  const configuration = useQuery(serviceConfigurationQuery(client, sid));
  const roles = useQuery(rolesQuery(client, sid));
  return (
    <Page
      title="Configuration"
      description="What new users and participants of this service get, and where its events are sent."
    >
      <QueryContent query={configuration} what="the configuration">
        {(data) => (
          <QueryContent query={roles} what="the roles">
            {(items) => (
              <div className={styles['page']}>
                <Panel title="Defaults">
                  <ConfigurationForm key={sid} configuration={data} roles={items} />
                </Panel>
                <WebhookSettingsPanel title="Webhooks of the service" serviceSid={sid} />
              </div>
            )}
          </QueryContent>
        )}
      </QueryContent>
    </Page>
  );
}
