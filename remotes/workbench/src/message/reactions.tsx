import { useTranslation } from '@parley/plugin-ui';
import type { ChatMessage } from '../data/types';
import css from './message.module.css';

/** Reactions on the bubble's edge, each sign once with its count. */
export function Reactions({ of }: { of: ChatMessage['reactions'] }) {
  const { t } = useTranslation('workbench');
  const signs = [...new Set(of.map((each) => each.emoji))];
  const names = [...new Set(of.map((each) => each.author.name))].join(', ');
  return (
    <span className={css.react} role="img" aria-label={`${signs.join(' ')} ${t('message.reaction', { names })}`} title={names}>
      {signs.map((sign) => (
        <span key={sign}>{sign}</span>
      ))}
      {of.length > 1 && <span className="num">{of.length}</span>}
    </span>
  );
}
