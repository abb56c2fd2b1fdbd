import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SimulatorEngine } from './engine/engine';
import type { SimState } from './engine/model';

/** Changes of so long are written together. */
const WRITE_AFTER_MS = 500;

/** The state that was kept, or undefined when there is none or it is of another version. */
export const readState = async (file: string): Promise<SimState | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return undefined;
  try {
    const state = JSON.parse(text) as SimState;
    return state.version === 1 ? state : undefined;
  } catch {
    return undefined;
  }
};

/** Keeps an engine's state in a file: some time after a change, and when it stops. */
export class StateFile {
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private readonly leave: () => void;

  constructor(
    private readonly engine: SimulatorEngine,
    private readonly file: string,
  ) {
    this.leave = engine.world.changes.listen(() => {
      if (this.timer) return;
      this.timer = setTimeout(() => void this.write(), WRITE_AFTER_MS);
      this.timer.unref();
    });
  }

  /** Writes a last time. */
  async stop(): Promise<void> {
    this.leave();
    await this.write();
  }

  private write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing
      .then(async () => {
        await mkdir(dirname(this.file), { recursive: true });
        await writeFile(`${this.file}.new`, JSON.stringify(this.engine.save()));
        await rename(`${this.file}.new`, this.file);
      })
      .catch(() => undefined);
    return this.writing;
  }
}
