import { join } from 'node:path';
import { stepsOf, writeFile } from './page';
import { contactPanel, openConversation, People } from './people';
import { World, type Running } from './world';

jest.setTimeout(600_000);

/** What the page tells the reader to do in the browser while Parley runs. */
const look = async ({ url }: Running): Promise<void> => {
  const people = await People.at(url);
  try {
    const ana = await people.person('ana', 'workbench');
    await people.customerWrites('Noor Haddad', 'Hello');
    await openConversation(ana, 'Noor Haddad');
    await contactPanel(ana).getByText('10 points').waitFor();

    const admin = await people.person('admin', 'admin');
    await admin.getByRole('navigation').getByRole('link', { name: 'Points' }).click();
    await admin.getByText('10 points').waitFor();
    await admin.getByText('Earned by all customers').waitFor();

    await admin.goto(`${url}/admin/plugins/acme-loyalty/settings`);
    await admin.getByLabel('Points for each conversation').waitFor();
  } finally {
    await people.leave();
  }
};

test('the tutorial works as it stands, from top to bottom, on a machine without our repository', async () => {
  const world = await World.open();
  const since = performance.now();
  let cwd = '.';
  let seen = 0;
  const printed: Record<string, string> = {};
  try {
    for (const step of stepsOf('tutorial.md')) {
      if ('file' in step) writeFile(join(world.folder, cwd), step);
      else if (step.command.startsWith('cd ')) cwd = join(cwd, step.command.slice(3));
      else if (step.command === 'npm start') {
        const running = await world.start(step.command, cwd);
        await look(running);
        seen = performance.now() - since;
        await running.stop();
      } else printed[step.command] = await world.run(step.command, cwd);
    }
  } finally {
    await world.close();
  }
  expect(printed['npm test']).toMatch(/# pass [1-9]|ℹ pass [1-9]/);
  expect(printed['npm run check']).toContain('acme-loyalty is sound.');
  expect(printed['npm run check']).toContain('acmePoints: Int');
  expect(printed['npm run check']).toContain('✓ screens     ./ContactPanel in workbench.conversation.panel');
  expect(printed['npm pack']).toContain('acme-loyalty-0.1.0.tgz');
  process.stderr.write(`From the first command of the tutorial to the panel on screen: ${(seen / 60_000).toFixed(1)} min\n`);
});
