import { Navigate, useSearch } from '@tanstack/react-router';

/** Where the address of the sign-in leads in a session: to the entry of the reference that the user came from. */
export function AfterSignIn() {
  const { reference } = useSearch({ from: '/sign-in' });
  return reference === undefined ? (
    <Navigate to="/services" replace />
  ) : (
    <Navigate to="/reference/$topic" params={{ topic: reference }} replace />
  );
}
