import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Ask, Round, RoundResult } from './messages.ts';

/** A generator of load in another process, so that its work does not slow the server's thread or ours. */
export class Generator {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(join(import.meta.dirname, 'main.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  }

  /**
   * Opens an authenticated socket for each token and subscribes it.
   *
   * @param query null: the sockets stay idle
   * @param watched so many of them are looked at frame by frame; of the others frames are counted
   */
  async subscribe(port: number, tokens: readonly string[], query: string | null, watched = 4): Promise<void> {
    await this.ask({ do: 'subscribe', port, tokens: [...tokens], query, watched });
    // a subscription has no answer of its own: give it the time to become live
    await pause(500);
  }

  async unsubscribe(): Promise<void> {
    await this.ask({ do: 'unsubscribe' });
  }

  async round(round: Round): Promise<RoundResult> {
    return (await this.ask({ do: 'round', round })) as RoundResult;
  }

  stop(): void {
    this.child.disconnect();
  }

  private ask(ask: Ask): Promise<RoundResult | null> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the generator ended'));
      this.child.once('exit', ended);
      this.child.once('message', (answer: Answer) => {
        this.child.off('exit', ended);
        if (answer.ok) resolve(answer.result);
        else reject(new Error(answer.error));
      });
      this.child.send(ask);
    });
  }
}
