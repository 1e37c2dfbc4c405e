/** An object that a source had, and has deleted. */
export interface RemovedObject {
  readonly kind: 'conversations' | 'participants' | 'messages';
  readonly serviceSid: string;
  /** The conversation itself, or the one that the object belonged to. */
  readonly conversationSid: string;
  readonly sid: string;
}
