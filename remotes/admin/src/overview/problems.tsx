import { EmptyState, Icon, Panel, useTranslation, type IconOf } from '@parley/plugin-ui';
import { ChevronRight, CircleCheck, MessageCircle, Puzzle, TriangleAlert } from '@parley/plugin-ui/icons';
import { Link } from 'react-router';
import { useCounts } from '../frame/use-counts';
import type { InboxLineFragment } from '../gql/generated';
import { problemOf } from '../inboxes/problem';
import { byUrgency, needsAttention } from '../plugins/plugin-state';
import { usePlugins } from '../plugins/use-plugins';
import css from './overview.module.css';

interface Problem {
  key: string;
  icon: IconOf;
  /** Whom it is about. */
  name: string;
  text: string;
  to: string;
}

/** Everything that waits for an admin, each with the way to where it is put right. */
export function Problems({ inboxes }: { inboxes: readonly InboxLineFragment[] }) {
  const { t } = useTranslation('admin');
  const { letters } = useCounts();
  const plugins = usePlugins().data?.plugins ?? [];
  const problems: Problem[] = [
    ...inboxes.flatMap((inbox): Problem[] => {
      const problem = inbox.active ? problemOf(inbox) : null;
      const tab = { notConnected: '/connection', noAgents: '', noRules: '/assignment', ruleMissing: '/assignment' };
      return problem
        ? [
            {
              key: inbox.id,
              icon: MessageCircle,
              name: inbox.name,
              text: inbox.problem ?? t(`inboxes.problem.${problem}`),
              to: `/inboxes/${inbox.id}${tab[problem]}`,
            },
          ]
        : [];
    }),
    ...(letters > 0
      ? [
          {
            key: 'letters',
            icon: TriangleAlert,
            name: t('nav.notApplied'),
            text: t('nav.notAppliedCount', { count: letters }),
            to: '/not-applied',
          },
        ]
      : []),
    ...[...plugins]
      .filter(needsAttention)
      .sort(byUrgency)
      .map(({ id, label, reason, failures }) => ({
        key: id,
        icon: Puzzle,
        name: label,
        text: reason ?? t('plugins.failed'),
        to: `/plugins/${id}${!reason && failures.length > 0 ? '/activity' : ''}`,
      })),
  ];
  return (
    <section aria-labelledby="attention">
      <h2 id="attention" className={css.part}>
        {t('overview.attention')}
      </h2>
      <Panel>
        {problems.length === 0 ? (
          <EmptyState icon={CircleCheck} title={t('overview.allWell')} />
        ) : (
          <ul>
            {problems.map(({ key, icon, name, text, to }) => (
              <li key={key} className={css.problem}>
                <Icon of={icon} />
                <span className={css.what}>
                  <Link to={to} dir="auto">
                    {name}
                  </Link>
                  <span className="second muted">
                    <bdi>{text}</bdi>
                  </span>
                </span>
                <Icon of={ChevronRight} size="s" flip />
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </section>
  );
}
