import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { defaultService } from '../api/service.ts';

/** The service that is open or was open last: a look at a page of the account does not leave it. */
export function useLastService(): string {
  const { service } = useParams({ strict: false });
  const [last, setLast] = useState(service ?? defaultService);
  if (service !== undefined && service !== last) setLast(service);
  return service ?? last;
}
