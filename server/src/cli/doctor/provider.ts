import { ChannelAccess } from '../../inboxes/channel-access';
import { InboxRow } from '../../inboxes/inbox.entity';
import type { Db } from '../../lib/db';
import type { PluginHost } from '../../plugin-host/plugin-host';
import { kernelOf, type Installation } from '../installation';
import { fail, ok, PATIENCE_MS, warn, words, type Finding } from './finding';

const AREA = 'provider';

/** Asks the channel of each inbox whether its provider is there and takes our credentials. Nothing is changed there. */
export const checkProviders = async (installation: Installation, db: Db, host: PluginHost): Promise<Finding[]> => {
  const inboxes = await db.read.find(InboxRow, { where: { active: true }, order: { name: 'ASC', id: 'ASC' } });
  if (inboxes.length === 0) return [ok(AREA, 'no inbox yet')];
  const access = new ChannelAccess(kernelOf(installation, db), host);
  const findings: Finding[] = [];
  for (const inbox of inboxes) {
    const name = `${inbox.name} (${inbox.channel} ${inbox.displayAddress})`;
    const end = await access.channelInbox(inbox.id).catch((error: unknown) => words(error));
    if (typeof end === 'string')
      findings.push(
        fail(AREA, `${name}: its settings cannot be read: ${end}`, 'Give the server the SECRET_KEY that they were written with'),
      );
    else if (!end) findings.push(fail(AREA, `${name}: no plugin offers this channel`, 'Look at the plugins below'));
    else if (!end.channel.check) findings.push(ok(AREA, `${name}: its channel has no check; the console shows what it says of itself`));
    else {
      const { channel, plugin, inbox: settings } = end;
      const options = { name: 'check', deadlineMs: PATIENCE_MS, organizationId: inbox.orgId };
      const problem = await host
        .probe(plugin, options, async (ctx) => (await channel.check?.(ctx, settings))?.problem)
        .catch((error: unknown) => words(error));
      findings.push(
        problem
          ? fail(AREA, `${name}: ${problem}`, 'Correct the inbox in the console, then look again')
          : ok(AREA, `${name}: reachable, and takes our credentials`),
      );
    }
    if (inbox.problem) findings.push(warn(AREA, `${name}: ${inbox.problem}`, 'Save the inbox again in the console'));
  }
  return findings;
};
