import {
  Icon,
  SkeletonLines,
  SlotView,
  cx,
  useSession,
  useSlot,
  useTranslation,
  type ConversationPanelProps,
  type SlotItem,
} from '@parley/plugin-ui';
import { ChevronDown } from '@parley/plugin-ui/icons';
import { useId } from 'react';
import { personalStore, useStore } from '../data/local';
import css from './slots.module.css';

/** Which sections this person has folded, by the entry's key. */
type Folded = Readonly<Record<string, true>>;
const NONE: Folded = {};

function Section({
  item,
  props,
  folded,
  onFold,
}: {
  item: SlotItem<'workbench.conversation.panel'>;
  props: ConversationPanelProps;
  folded: boolean;
  onFold(folded: boolean): void;
}) {
  const { t } = useTranslation('workbench');
  const id = useId();
  return (
    <section className={css.section} aria-labelledby={id}>
      <h4>
        <button
          type="button"
          id={id}
          className={css.fold}
          aria-expanded={!folded}
          title={item.problem ?? undefined}
          onClick={() => onFold(!folded)}
        >
          <Icon of={item.icon} size="s" />
          <span className={cx('cut grow', item.problem && 'faint')} dir="auto">
            {item.label}
          </span>
          {item.pluginLabel !== item.label && <span className="sr">{t('slots.from', { plugin: item.pluginLabel })}</span>}
          <Icon of={ChevronDown} size="s" />
        </button>
      </h4>
      {!folded && (
        // Made anew for each conversation: what somebody began about one customer does not stay for the next.
        <div className="second">
          <SlotView key={props.conversationId} item={item} props={props} compact skeleton={<SkeletonLines lines={3} />} />
        </div>
      )}
    </section>
  );
}

/** What plugins show beside a conversation: sections that fold, and stay as this person left them. */
export function Panels(props: ConversationPanelProps) {
  const { viewer } = useSession();
  const items = useSlot('workbench.conversation.panel', { inboxId: props.inboxId });
  const store = personalStore<Folded>('folded', viewer.agent.id, NONE);
  const folded = useStore(store);
  const fold = (key: string, on: boolean) => {
    const { [key]: _, ...rest } = store.get();
    store.set(on ? { ...rest, [key]: true } : rest);
  };
  return items.map((item) => (
    <Section key={item.key} item={item} props={props} folded={folded[item.key] === true} onFold={(on) => fold(item.key, on)} />
  ));
}
