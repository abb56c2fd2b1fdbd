import { serve } from '../serve';
import { defineCommand } from './command';
import { findRoot } from './root';

export const command = defineCommand({
  about: 'Everything is set by environment variables (PORT, DATABASE_URL, …) and by parley.config.ts. Ctrl+C stops it in order.',
  run: async (_given, io) => {
    try {
      await serve(io.env, findRoot(io));
    } catch (error) {
      io.err(`${(error as Error).message}\n`);
      // half of a server may be up already, and would hold the process
      process.exit(1);
    }
  },
});
