import { Banner, Button, Drawer, PasswordField, SelectField, TextArea, TextField, cx, toast, useTranslation } from '@parley/plugin-ui';
import { CircleAlert } from '@parley/plugin-ui/icons';
import type { RoleLineFragment, TeamLineFragment } from '../gql/generated';
import { ToggleCard } from '../parts/toggle-card';
import { ActiveCard } from './active-card';
import css from './people.module.css';
import { PermissionCard } from './permission-card';
import { SignInCard } from './sign-in-card';
import { useAgentForm, type AgentDetails } from './use-agent-form';

/** What {@link AgentEditor} takes. */
export interface AgentEditorProps {
  /** `null` makes a new one. */
  agent: AgentDetails | null;
  teams: readonly TeamLineFragment[];
  roles: readonly RoleLineFragment[];
  onClose(): void;
  onCreated(): void;
}

/** Who somebody is, in which team, what they take and what they may do. What the server refuses stands beside its field. */
export function AgentEditor({ agent, teams, roles, onClose, onCreated }: AgentEditorProps) {
  const { t } = useTranslation(['admin', 'kit']);
  const { form, submit, busy, refused, saved, team, roleId } = useAgentForm(agent, teams, (name) => {
    toast({ tone: 'good', title: t('admin:people.madeAgent', { name }) });
    onCreated();
    onClose();
  });
  const role = roles.find(({ id }) => id === roleId);
  const through = form.values.roleId
    ? t('admin:people.through.role', { role: role?.name ?? '' })
    : team
      ? t('admin:people.through.team', { team: team.name })
      : t('admin:people.through.none');
  const verb = t(agent ? 'admin:people.update' : 'admin:people.createVerb');
  const actions = (
    <>
      <span className={cx('meta muted grow', css.saved)} role="status">
        {saved}
      </span>
      <Button onClick={onClose}>{t('kit:cancel')}</Button>
      <Button type="submit" form="agent" variant="primary" busy={busy}>
        {verb}
      </Button>
    </>
  );

  return (
    <Drawer open onClose={onClose} title={agent?.name ?? t('admin:people.create')} actions={actions}>
      <form id="agent" className={css.form} onSubmit={submit} noValidate>
        {refused && <Banner tone="bad" role="alert" icon={CircleAlert} title={refused} />}
        <TextField label={t('admin:people.professionalName')} autoFocus={!agent} autoComplete="off" {...form.getInputProps('name')} />
        {!agent && (
          <div className={css.two}>
            <TextField
              label={t('admin:people.username')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              {...form.getInputProps('username')}
            />
            <PasswordField label={t('admin:people.password')} autoComplete="new-password" {...form.getInputProps('password')} />
          </div>
        )}
        <TextField
          label={t('admin:people.corporateEmail')}
          type="email"
          inputMode="email"
          autoComplete="off"
          {...form.getInputProps('email')}
        />
        <div className={css.two}>
          <TextField
            label={t('admin:people.whatsappPhone')}
            type="tel"
            dir="ltr"
            className="num"
            autoComplete="off"
            placeholder="+44 7700 900142"
            {...form.getInputProps('phone')}
          />
          <TextField
            label={t('admin:people.capacity')}
            help={t('admin:people.capacityHelp')}
            inputMode="numeric"
            className="num"
            {...form.getInputProps('capacity')}
          />
          <SelectField
            label={t('admin:people.team.label')}
            placeholder={t('admin:people.team.choose')}
            required
            options={teams.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('teamId')}
          />
          <SelectField
            label={t('admin:people.role')}
            placeholder={team ? t('admin:people.roleOfTeam', { role: team.role.name }) : t('admin:people.roleOfTheTeam')}
            options={roles.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('roleId')}
          />
        </div>
        <ToggleCard
          label={t('admin:people.hidePhone')}
          help={t('admin:people.hidePhoneHelp')}
          checked={form.values.hidePhone}
          onChange={(on) => form.setFieldValue('hidePhone', on)}
        />
        {agent && <ActiveCard agent={agent} />}
        <TextArea label={t('admin:people.notes')} rows={2} {...form.getInputProps('notes')} />
        <PermissionCard role={role} roles={roles} through={through} />
      </form>
      {agent && <SignInCard agent={agent} />}
    </Drawer>
  );
}
