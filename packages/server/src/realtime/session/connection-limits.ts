/** A client that has not been accepted has sent at most this much: a token, and a few hundred bytes around it. */
export const maxBytesBeforeInit = 16 * 1024;
/** Frames that cannot be read or are out of place. Correct clients send none. */
export const maxBadFrames = 5;
/** With this much unsent, a session starts no further request, so that replies do not make it a slow one. */
export const maxUnsentBytesToStart = 256 * 1024;
