/** The message of an error of the system that prevents a server from listening; undefined for all others. */
export function explainListenError(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  // Errors of files have some of the same codes.
  if ('path' in error) return undefined;
  const { address, port, hostname } = { address: '', port: '', hostname: '', ...error };
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${address} is in use. Choose another one with --port or PORT.`;
    case 'EACCES':
      return `The server may not listen on port ${port} of ${address}. Choose another one with --port or PORT.`;
    case 'EADDRNOTAVAIL':
      return `The server cannot listen on ${address}, which is not an address of this machine. Choose another one with --host or HOST.`;
    case 'ENOTFOUND':
      return `The server cannot listen on ${hostname}, which has no address. Choose another host with --host or HOST.`;
    default:
      return undefined;
  }
}
