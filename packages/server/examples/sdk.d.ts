/** What the official client SDK defines when it is loaded as a script; undefined if it is not installed. */
declare var Twilio: { readonly Conversations: typeof import('@twilio/conversations') } | undefined;
