import type { DemoConfig } from '@parley/plugin';
import type { InboxService } from './inboxes/inbox.service';
import type { Kernel } from './kernel';
import type { OrganizationService } from './organizations/organization.service';
import type { PeopleService } from './people/people.service';
import { TeamRow } from './people/team.entity';
import type { DemoPeople } from './ui/ui.route';

export const DEMO_ACCOUNT = '123456';
export const DEMO_PASSWORD = 'demo-parley';

const PEOPLE = [
  { username: 'admin', name: 'Alex Admin', role: 'admin', team: 'Operations' },
  { username: 'ana', name: 'Ana Ribeiro', role: 'service', team: 'Support' },
  { username: 'ben', name: 'Ben Adeyemi', role: 'service', team: 'Support' },
  { username: 'chloe', name: 'Chloé Laurent', role: 'sales', team: 'Sales' },
];
const TEAMS: Record<string, string> = { Operations: 'admin', Support: 'service', Sales: 'sales' };

/** What the sign-in page shows. */
export const demoPeople = (demo: DemoConfig | undefined): DemoPeople => ({
  account: DEMO_ACCOUNT,
  password: DEMO_PASSWORD,
  people: PEOPLE.map(({ username, name, role }) => ({ username, name, role })),
  phoneUrl: demo?.phoneUrl ?? null,
});

export interface DemoDeps {
  kernel: Kernel;
  organizations: OrganizationService;
  people: PeopleService;
  inboxes: InboxService;
}

/** Makes the demo organization once: known people, known password, loopback only. */
export const seedDemo = async ({ kernel, organizations, people, inboxes }: DemoDeps, demo: DemoConfig | undefined): Promise<void> => {
  if (await organizations.byAccount(DEMO_ACCOUNT)) return;
  const { organization, roles } = await kernel.db.write((manager) =>
    organizations.create(manager, { account: DEMO_ACCOUNT, name: 'Halden & Roe' }),
  );
  const teams = new Map<string, TeamRow>();
  for (const [name, role] of Object.entries(TEAMS))
    teams.set(name, await people.createTeam(organization.id, null, { name, roleId: roles[role]?.id ?? '' }));
  const agents = [];
  for (const { username, name, team } of PEOPLE) {
    const teamId = teams.get(team)?.id ?? '';
    agents.push(
      await people.createAgent(organization.id, null, {
        username,
        name,
        email: `${username}@halden.example`,
        password: DEMO_PASSWORD,
        teamId,
      }),
    );
  }
  const agentIds = agents.filter((agent) => agent.username !== 'admin').map((agent) => agent.id);
  for (const inbox of demo?.inboxes ?? []) {
    const settings = JSON.parse(JSON.stringify(inbox.settings).replaceAll('{publicUrl}', kernel.config.publicUrl)) as Record<
      string,
      unknown
    >;
    await inboxes.create(organization.id, null, { ...inbox, settings, agentIds });
  }
};
