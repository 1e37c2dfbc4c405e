/*
 * The frames that a server writes to a WebSocket (RFC 6455, section 5.2). They are not masked, so one buffer can be
 * written to many sockets. The package `ws` would build the header again for each of them.
 */

export const finalFragment = 0x80;

export const opcodes = { binary: 0x2, pong: 0xa } as const;

/** Payloads up to this size have it in the second byte; that byte is otherwise one of the two markers. */
const maxShortLength = 125;
export const lengthIn16Bits = 126;
const lengthIn64Bits = 127;

function encodeWebSocketFrame(opcode: keyof typeof opcodes, payload: Buffer): Buffer {
  const { length } = payload;
  const extra = length <= maxShortLength ? 0 : length <= 0xffff ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + extra + length);
  frame[0] = finalFragment | opcodes[opcode];
  frame[1] = extra === 0 ? length : extra === 2 ? lengthIn16Bits : lengthIn64Bits;
  if (extra === 2) frame.writeUInt16BE(length, 2);
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  payload.copy(frame, 2 + extra);
  return frame;
}

/** Encodes a binary message in one fragment. */
export const encodeBinaryMessage = (payload: Buffer): Buffer => encodeWebSocketFrame('binary', payload);

/** @param payload that of the ping, with a maximum of 125 bytes. */
export const encodePong = (payload: Buffer): Buffer => encodeWebSocketFrame('pong', payload);
