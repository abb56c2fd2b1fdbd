import { useForm } from '@mantine/form';
import { useTranslation } from '@parley/plugin-ui';
import { useRef, useState } from 'react';
import { useSaved } from '../data/use-saved';
import { sortProblems, useRun, type Outcome } from '../data/use-run';
import { AgentCreateDocument, AgentUpdateDocument, type AgentDetailsQuery, type TeamLineFragment } from '../gql/generated';

/** An agent with everything that the form shows. */
export type AgentDetails = Extract<NonNullable<AgentDetailsQuery['node']>, { sessions: unknown }>;

const FIELDS = ['name', 'username', 'email', 'phone', 'password', 'teamId', 'roleId', 'capacity', 'notes'] as const;

const start = (agent: AgentDetails | null) => ({
  name: agent?.name ?? '',
  username: agent?.username ?? '',
  password: '',
  email: agent?.email ?? '',
  phone: agent?.phone ?? '',
  teamId: agent?.team.id ?? '',
  // The API gives the role in force; where it is another than the team's, somebody chose it.
  roleId: agent && agent.role.id !== agent.team.role.id ? agent.role.id : '',
  capacity: String(agent?.capacity ?? 5),
  hidePhone: agent?.hidePhone ?? false,
  notes: agent?.notes ?? '',
});

/** The values of the form and how they are kept: a new agent is made, another is changed. */
export function useAgentForm(agent: AgentDetails | null, teams: readonly TeamLineFragment[], onMade: (name: string) => void) {
  const { t } = useTranslation('admin');
  const run = useRun();
  const saved = useSaved();
  const key = useRef(crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const form = useForm({
    initialValues: start(agent),
    validate: {
      name: (value) => (value.trim() ? null : t('people.error.name')),
      username: (value) => (agent || value.trim() ? null : t('people.error.username')),
      password: (value) => (agent || value ? null : t('people.error.password')),
      teamId: (value) => (value ? null : t('people.error.team')),
      capacity: (value) => (/^\d{1,3}$/.test(value.trim()) && Number(value) <= 500 ? null : t('people.error.capacity')),
    },
    onValuesChange: saved.forget,
  });

  const keep = (outcome: Outcome<object>): boolean => {
    if (outcome.ok) return true;
    const { byField, rest } = sortProblems(outcome.problems, FIELDS);
    form.setErrors(byField);
    setRefused(rest);
    return false;
  };

  const submit = form.onSubmit(async ({ username, password, ...values }) => {
    setBusy(true);
    setRefused(null);
    const common = {
      ...values,
      email: values.email.trim() || null,
      phone: values.phone.trim() || null,
      roleId: values.roleId || null,
      notes: values.notes.trim() || null,
      capacity: Number(values.capacity),
    };
    const done = agent
      ? keep(await run(AgentUpdateDocument, { input: { agentId: agent.id, ...common } }))
      : keep(await run(AgentCreateDocument, { input: { ...common, username, password, clientMutationKey: key.current } }));
    setBusy(false);
    if (!done) return;
    if (!agent) return onMade(values.name);
    form.resetDirty();
    saved.mark();
  });

  const team = teams.find(({ id }) => id === form.values.teamId);
  return { form, submit, busy, refused, saved: saved.words, team, roleId: form.values.roleId || team?.role.id };
}
