import { useQuery } from '@apollo/client/react';
import { Banner, Button, Icon, Menu, useTranslation } from '@parley/plugin-ui';
import { CornerDownRight, Plus, UsersRound } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSaved } from '../data/use-saved';
import { useRun } from '../data/use-run';
import { InboxRulesSetDocument, RuleInfosDocument } from '../gql/generated';
import { QueryState } from '../parts/query-state';
import { TableSkeleton } from '../parts/table-skeleton';
import { fieldsOf, missing, sentValues, startValues } from '../schema-form/fields';
import { InboxBotForm } from './inbox-bot-form';
import type { InboxDetails } from './inbox-page';
import css from './inboxes.module.css';
import { RuleCard, type RuleDraft } from './rule-card';
import { SaveBar } from './save-bar';

/** How an inbox gives away what comes in: its rules in order, each with its settings, and what happens when none decides. */
export function AssignmentTab({ inbox }: { inbox: InboxDetails }) {
  const { t } = useTranslation('admin');
  const run = useRun();
  const saved = useSaved();
  const { data, error, refetch } = useQuery(RuleInfosDocument);
  const [edited, setEdited] = useState<readonly RuleDraft[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);

  const infos = data?.assignmentRules ?? [];
  const fields = (rule: string) => fieldsOf(infos.find(({ id }) => id === rule)?.settingsSchema);
  const stored = inbox.rules.map((each): RuleDraft => ({
    rule: each.rule,
    label: each.label,
    available: each.available,
    stored: each.settings,
    values: startValues(fields(each.rule), each.settings),
  }));
  const rules = edited ?? stored;
  const rest = infos.filter(({ id }) => !rules.some(({ rule }) => rule === id));
  const change = (next: readonly RuleDraft[]) => {
    setEdited(next);
    setRefused(null);
  };
  const discard = () => {
    setEdited(null);
    setRefused(null);
  };
  const move = (index: number, by: number) => {
    const next = [...rules];
    next.splice(index + by, 0, ...next.splice(index, 1));
    change(next);
  };

  const save = async () => {
    const unclear = rules.flatMap(({ rule, available, values, stored: before }) =>
      available ? missing(fields(rule), values, before) : [],
    );
    if (unclear.length > 0) return setRefused(t('schema.missing', { names: unclear.map(({ title }) => title).join(', ') }));
    setBusy(true);
    const input = {
      inboxId: inbox.id,
      rules: rules.map(({ rule, available, values, stored: before }) => ({
        rule,
        settings: available ? sentValues(fields(rule), values) : before,
      })),
    };
    const outcome = await run(InboxRulesSetDocument, { input });
    setBusy(false);
    if (!outcome.ok) return setRefused(outcome.problems.map(({ message }) => message).join(' '));
    discard();
    saved.mark();
  };

  return (
    <QueryState
      data={data}
      error={error}
      onRetry={() => refetch().catch(() => {})}
      skeleton={
        <div className={css.column}>
          <TableSkeleton rows={3} />
        </div>
      }
    >
      <div className={css.column}>
        {inbox.agents.length === 0 && (
          <Banner tone="warn" icon={UsersRound} title={t('inboxes.nobodyYet')}>
            <Link to={`/inboxes/${inbox.id}`}>{t('inboxes.addAgents')}</Link>
          </Banner>
        )}
        <InboxBotForm inbox={inbox} />
        <p className="muted second">{t(rules.length > 1 ? 'inboxes.rulesHelp' : 'inboxes.ruleHelp')}</p>
        <ol className={css.rules}>
          {rules.map((rule, index) => (
            <RuleCard
              key={rule.rule}
              inboxId={inbox.id}
              draft={rule}
              fields={fields(rule.rule)}
              number={rules.length > 1 ? index + 1 : null}
              onChange={(values) => change(rules.map((each) => (each.rule === rule.rule ? { ...each, values } : each)))}
              onMove={{
                up: index > 0 ? () => move(index, -1) : undefined,
                down: index < rules.length - 1 ? () => move(index, 1) : undefined,
              }}
              onRemove={() => change(rules.filter((each) => each.rule !== rule.rule))}
            />
          ))}
        </ol>
        {rest.length > 0 && (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button className={css.add} icon={Plus}>
                {t('inboxes.addRule')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {rest.map((info) => (
                <Menu.Item
                  key={info.id}
                  onClick={() =>
                    change([
                      ...rules,
                      {
                        rule: info.id,
                        label: info.label,
                        available: true,
                        stored: {},
                        values: startValues(fieldsOf(info.settingsSchema), {}),
                      },
                    ])
                  }
                >
                  {info.label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        <p className={css.otherwise}>
          <Icon of={CornerDownRight} size="s" flip />
          <span>{t(rules.length === 0 ? 'inboxes.noRule' : 'inboxes.otherwise')}</span>
        </p>
        <SaveBar
          verb={t('inboxes.saveAssignment')}
          saved={saved.words}
          dirty={edited !== null}
          busy={busy}
          refused={refused}
          onSave={() => void save()}
          onDiscard={discard}
        />
      </div>
    </QueryState>
  );
}
