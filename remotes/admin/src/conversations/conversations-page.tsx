import { EmptyState, cx, useTranslation } from '@parley/plugin-ui';
import { MessagesSquare } from '@parley/plugin-ui/icons';
import { useParams } from 'react-router';
import { Page } from '../frame/page';
import { Chat } from './chat';
import { ConversationList } from './conversation-list';
import css from './conversations.module.css';

/** Every conversation, to read: the list and beside it the open one. On narrow screens one of the two. */
export function ConversationsPage() {
  const { t } = useTranslation('admin');
  const { conversationId } = useParams();
  return (
    <Page whole crumbs={[{ label: t('nav.inbox') }]}>
      <div className={cx(css.columns, conversationId && css.reading)}>
        <ConversationList openId={conversationId ?? null} />
        {conversationId ? (
          <Chat key={conversationId} id={conversationId} />
        ) : (
          <div className={css.nothingOpen}>
            <EmptyState icon={MessagesSquare} title={t('chat.choose')}>
              {t('chat.chooseText')}
            </EmptyState>
          </div>
        )}
      </div>
    </Page>
  );
}
