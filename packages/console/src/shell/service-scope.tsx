import { Outlet, useParams } from '@tanstack/react-router';
import { defaultService, ServiceContext, useConfiguration } from '../api/service.ts';
import { QueryContent } from '../ui/query-content.tsx';

/** Gives the pages of a service its SID, whether the address has the SID or `default`. */
export function ServiceScope() {
  const { service: address } = useParams({ from: '/services/$service' });
  const configuration = useConfiguration();
  if (address !== defaultService)
    return (
      <ServiceContext value={{ sid: address, address }}>
        <Outlet />
      </ServiceContext>
    );
  return (
    <QueryContent query={configuration} what="the default service">
      {({ defaultChatServiceSid }) => (
        <ServiceContext value={{ sid: defaultChatServiceSid, address }}>
          <Outlet />
        </ServiceContext>
      )}
    </QueryContent>
  );
}
