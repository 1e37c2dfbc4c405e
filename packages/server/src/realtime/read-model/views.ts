import { conversationDocument } from './conversation-document.ts';
import { messagesList } from './messages-list.ts';
import { rosterMap } from './roster-map.ts';
import type { Part } from './sync-object.ts';
import { userConversationsMap } from './user-conversations-map.ts';
import { userInfoMap } from './user-info-map.ts';
import type { CollectionView, DocumentView } from './view.ts';

/** The views of all objects. */
export const views: Readonly<Record<Part, DocumentView>> = {
  channel: conversationDocument,
  messages: messagesList,
  roster: rosterMap,
  info: userInfoMap,
  conversations: userConversationsMap,
};

/** The views that have items. */
export const collections: Readonly<Record<Exclude<Part, 'channel'>, CollectionView>> = {
  messages: messagesList,
  roster: rosterMap,
  info: userInfoMap,
  conversations: userConversationsMap,
};
