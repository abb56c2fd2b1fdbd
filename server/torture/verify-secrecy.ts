import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_NUMBER } from '@parley/simulator';
import type { Journal } from './journal';
import type { Checks } from './verdict';
import { PASSWORD, type World } from './world';

/** The logs hold no words of customers, no numbers and no secrets. */
export const verifySecrecy = async (world: World, journal: Journal, checks: Checks): Promise<void> => {
  const logs = await Promise.all(world.nodes.map((_, i) => readFile(join(world.folder, `server-${i + 1}.log`), 'utf8').catch(() => '')));
  const lines = logs.flatMap((log) => log.split('\n'));
  const secret = checks.begin('I14 no body, number or secret in the logs', lines.length);
  const secrets = [PASSWORD, DEFAULT_NUMBER.appSecret, DEFAULT_NUMBER.accessToken];
  const isSaid = /c\d+ says \d+/;
  const numbers = new Set(journal.written.map(({ waId }) => waId));
  for (const line of lines) {
    if (
      isSaid.test(line) ||
      secrets.some((one) => line.includes(one)) ||
      (line.match(/\d{10,15}/g) ?? []).some((digits) => numbers.has(digits))
    )
      secret(line.slice(0, 160));
  }
};
