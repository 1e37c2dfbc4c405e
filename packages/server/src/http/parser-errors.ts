import type { Duplex } from 'node:stream';
import { ApiError } from '@colloquy/contract';
import { STATUS_CODES } from './node-http.ts';
import { commonHeaders, json } from './send-reply.ts';

/** Returns the error of the API for an error of the HTTP parser. */
function toApiError(code: string | undefined): ApiError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ApiError(20413, '', 431);
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new ApiError(20413);
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ApiError(20001, 'The request took too long to arrive', 408);
    default:
      return new ApiError(20001, 'The request is malformed');
  }
}

/**
 * Replies to a request that the HTTP parser rejected. There is no request object, only the socket.
 *
 * @returns the error in the reply; undefined if nobody can read one.
 */
export function rejectRequest(
  error: { readonly code?: string },
  socket: Duplex,
  requestId: string,
): ApiError | undefined {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return undefined;
  }
  const apiError = toApiError(error.code);
  writeError(socket, apiError, requestId);
  return apiError;
}

/** Writes an error as a whole HTTP response and closes the connection. */
export function writeError(socket: Duplex, error: ApiError, requestId: string): void {
  const body = JSON.stringify(error.toBody());
  const headers = {
    'content-type': json,
    'content-length': String(Buffer.byteLength(body)),
    'twilio-request-id': requestId,
    ...commonHeaders,
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `${error.status} ${STATUS_CODES[error.status] ?? ''}`;
  // Node has removed its listeners from this socket; without one, an error would end the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\n${head.join('')}\r\n${body}`, () => socket.destroy());
}
