import { useLazyQuery, useMutation } from '@apollo/client/react';
import { Avatar, Button, Menu, SkeletonLines, keyLabel, toast, useSession, useTranslation } from '@parley/plugin-ui';
import { ArrowRightLeft } from '@parley/plugin-ui/icons';
import { useEffect } from 'react';
import type { Card } from '../data/types';
import { ColleaguesDocument, ConversationTransferDocument } from '../gql/generated';
import css from './chat.module.css';

/** Hands the conversation to a colleague who is online. */
export function TransferMenu({ card, open, onOpen }: { card: Card; open: boolean; onOpen(open: boolean): void }) {
  const { t } = useTranslation('workbench');
  const me = useSession().viewer.agent.id;
  const [ask, { data }] = useLazyQuery(ColleaguesDocument, { fetchPolicy: 'network-only' });
  const [transfer] = useMutation(ConversationTransferDocument);
  useEffect(() => {
    if (open) void ask();
  }, [open, ask]);
  const online = data?.agents.filter((agent) => agent.presence.status === 'ONLINE' && agent.id !== me && agent.id !== card.assignee?.id);
  const hand = (agentId: string, name: string) => {
    void transfer({ variables: { id: card.id, agentId } })
      .then(({ data: answer }) => {
        const refusal = answer?.conversationTransfer.errors[0];
        if (refusal) throw new Error(refusal.message);
        toast({ tone: 'good', title: t('transfer.done', { name }) });
      })
      .catch((error: unknown) => toast({ tone: 'bad', title: t('transfer.failed'), text: error instanceof Error ? error.message : '' }));
  };
  return (
    <Menu opened={open} onChange={onOpen} width={304} label={t('transfer.title')}>
      <Menu.Target>
        <Button variant="quiet" icon={ArrowRightLeft} title={`${t('chat.transfer')}  ${keyLabel('t')}`}>
          {t('chat.transfer')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('transfer.online')}</Menu.Label>
        {!online && (
          <div className={css.menuNote}>
            <SkeletonLines lines={2} />
          </div>
        )}
        {online?.length === 0 && <p className={css.menuNote}>{t('transfer.none')}</p>}
        {online?.map((agent) => (
          <Menu.Item
            key={agent.id}
            leftSection={<Avatar size="s" name={agent.name} id={agent.id} presence={agent.presence.status} />}
            rightSection={<span className="meta num muted">{t('transfer.load', { load: agent.load, capacity: agent.capacity })}</span>}
            onClick={() => hand(agent.id, agent.name)}
          >
            <span className="cut" dir="auto">
              {agent.name}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
