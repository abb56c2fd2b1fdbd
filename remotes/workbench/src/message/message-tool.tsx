import { Dialog, SkeletonLines, SlotView, type SlotItem } from '@parley/plugin-ui';
import { useContext } from 'react';
import { ChatIdsContext } from '../chat/chat-ids';

/** What a plugin can do with a message. */
export type ToolItem = SlotItem<'workbench.message.action'>;

/** A plugin at work on a message. */
export function MessageTool({ item, messageId, onClose }: { item: ToolItem; messageId: string; onClose(): void }) {
  const { conversationId, inboxId } = useContext(ChatIdsContext);
  return (
    <Dialog open onClose={onClose} title={item.label}>
      <div>
        <SlotView
          item={item}
          props={{ messageId, conversationId, inboxId, close: onClose }}
          compact
          skeleton={<SkeletonLines lines={4} />}
        />
      </div>
    </Dialog>
  );
}
