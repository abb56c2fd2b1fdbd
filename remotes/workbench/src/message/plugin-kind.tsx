import { Skeleton, SlotContext, SlotView, useSlot, useTranslation } from '@parley/plugin-ui';
import { useContext, type ReactNode } from 'react';
import { ChatIdsContext } from '../chat/chat-ids';
import type { ChatMessage } from '../data/types';

const useKind = (kind: string) => useSlot('workbench.message.kind', { kind, inboxId: useContext(ChatIdsContext).inboxId })[0];

/** What messages of a kind are called: by us, else by the plugin that shows them. */
export function useKindWord(kind: string): string {
  const { t } = useTranslation('workbench');
  const item = useKind(kind);
  return t(`kind.${kind}`, { defaultValue: item?.label ?? t('kind.unsupported') });
}

/** A message of a kind that only a plugin can show; the children where none can. */
export function PluginKind({ message, children }: { message: ChatMessage; children: ReactNode }) {
  const { conversationId } = useContext(ChatIdsContext);
  const { ready } = useContext(SlotContext);
  const item = useKind(message.kind);
  const skeleton = <Skeleton width={220} height={40} blob />;
  if (!ready) return skeleton;
  if (!item || item.problem) return children;
  const { id, kind, text, content, direction } = message;
  return <SlotView item={item} props={{ messageId: id, conversationId, kind, text, content, direction }} compact skeleton={skeleton} />;
}
