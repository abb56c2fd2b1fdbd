import { useForm } from '@mantine/form';
import { Banner, Button, Drawer, SelectField, TextField, toast, useTranslation } from '@parley/plugin-ui';
import { CircleAlert } from '@parley/plugin-ui/icons';
import { useState } from 'react';
import { sortProblems, useRun } from '../data/use-run';
import { TeamCreateDocument, type RoleLineFragment } from '../gql/generated';
import css from './people.module.css';
import { PermissionCard } from './permission-card';

/** Makes a team: a name and the role that its people get. */
export function TeamDrawer({
  open,
  roles,
  onClose,
  onCreated,
}: {
  open: boolean;
  roles: readonly RoleLineFragment[];
  onClose(): void;
  onCreated(): void;
}) {
  const { t } = useTranslation(['admin', 'kit']);
  const run = useRun();
  const form = useForm({ initialValues: { name: '', roleId: '' } });
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const role = roles.find(({ id }) => id === form.values.roleId);
  const close = () => {
    form.reset();
    setRefused(null);
    onClose();
  };

  const save = form.onSubmit(async (input) => {
    setBusy(true);
    const outcome = await run(TeamCreateDocument, { input });
    setBusy(false);
    if (outcome.ok) {
      toast({ tone: 'good', title: t('admin:people.team.created', { name: input.name }) });
      onCreated();
      return close();
    }
    const { byField, rest } = sortProblems(outcome.problems, ['name', 'roleId']);
    form.setErrors(byField);
    setRefused(rest);
  });

  return (
    <Drawer
      open={open}
      onClose={close}
      title={t('admin:people.team.create')}
      actions={
        <>
          <Button onClick={close}>{t('kit:cancel')}</Button>
          <Button type="submit" form="team" variant="primary" busy={busy} disabled={!form.values.name.trim() || !role}>
            {t('admin:people.team.create')}
          </Button>
        </>
      }
    >
      <form id="team" className={css.form} onSubmit={save} noValidate>
        {refused && <Banner tone="bad" role="alert" icon={CircleAlert} title={refused} />}
        <TextField label={t('admin:people.team.name')} autoFocus {...form.getInputProps('name')} />
        <SelectField
          label={t('admin:people.role')}
          help={t('admin:people.team.roleHelp')}
          placeholder={t('admin:people.chooseRole')}
          options={roles.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('roleId')}
        />
        {role && <PermissionCard role={role} roles={roles} through={t('admin:people.through.role', { role: role.name })} />}
      </form>
    </Drawer>
  );
}
