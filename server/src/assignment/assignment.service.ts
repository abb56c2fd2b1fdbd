import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JobQueue } from '../jobs/job-queue';
import type { Kernel } from '../kernel';
import { driverCode } from '../lib/db';
import { assignmentSeconds } from '../lib/metrics';
import type { PluginHost } from '../plugin-host/plugin-host';
import { PICK_DEADLINE_MS } from './ask';
import { waitingPage, type Place } from './picture';
import { serve, type Round } from './round';

/** So many conversations are read, asked about and given out at once. */
const PAGE = 100;
/** The first page of a pass: a place that has just become free is given away before the rest of a long queue is asked about. */
const FIRST_PAGE = 10;
const SWEEP = 'assignment.sweep';
const SWEEP_MS = 30_000;
/** After so many passes that gave nothing out and lost every race, the sweep comes back to it. */
const FUTILE_PASSES = 10;
/** After a pass new conversations gather so many times as long as the pass took, at most so long in ms: its commits share the disk with the intake's. */
const REST = 3;
const MOST_REST_MS = 50;
/** What can wait for a rest to be over; everything else ends it: a place is free, or somebody is there. */
const PATIENT = new Set(['conversation.opened']);

/** What may help a conversation that waits. */
const HELPFUL = new Set([
  'conversation.opened',
  'conversation.queued',
  'conversation.released',
  'conversation.transferred',
  'conversation.closed',
  'presence.changed',
  'agent.created',
  'agent.updated',
  'inbox.created',
  'inbox.updated',
  'contact.updated',
]);

/**
 * Gives waiting conversations to agents: on every change that could help, and every 30 seconds whatever happened. The rules of the
 * inbox decide; the core refuses agents who are inactive, full, or not in the inbox, serves the highest priority and then the oldest
 * first, and keeps what every rule said.
 */
export class AssignmentService {
  /** Organizations whose queue is being served; true: something changed meanwhile. */
  private readonly running = new Map<string, { again: boolean; done: Promise<void>; endRest: () => void }>();
  private unlisten: () => void = () => undefined;
  private stopped = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly host: PluginHost,
    private readonly jobs: JobQueue,
    private readonly options: { pickDeadlineMs?: number } = {},
  ) {
    jobs.define(SWEEP, () => this.sweep());
  }

  /** Listens, schedules the sweep and serves what waited while the server was down. */
  async start(): Promise<void> {
    this.unlisten = this.kernel.events.listen((events) => {
      const helpful = events.filter((event) => HELPFUL.has(event.type));
      for (const orgId of new Set(helpful.map((event) => event.orgId))) {
        if (!this.kernel.cluster.owns(`assignment:${orgId}`)) continue;
        this.wake(orgId);
        if (helpful.some((event) => event.orgId === orgId && !PATIENT.has(event.type))) this.running.get(orgId)?.endRest();
      }
    });
    // what was another server's duty may not have been done
    this.kernel.cluster.onChange(() => void this.sweep().catch(() => undefined));
    await this.jobs.every(SWEEP, SWEEP_MS);
    await this.sweep();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.unlisten();
    await this.settled();
  }

  /** Serves an organization's queue soon; one service works on it once at a time. */
  wake(orgId: string): void {
    if (this.stopped) return;
    const running = this.running.get(orgId);
    if (running) {
      running.again = true;
      return;
    }
    const state = { again: true, done: Promise.resolve(), endRest: () => undefined };
    this.running.set(orgId, state);
    state.done = this.drain(orgId, state).catch((error: unknown) => {
      this.running.delete(orgId);
      // the sweep comes back to it
      this.kernel.log.error({ orgId, errorType: (error as Error | null)?.name, code: driverCode(error) }, 'the queue could not be served');
    });
  }

  /** Resolves when nothing is being served any more. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.all([...this.running.values()].map((state) => state.done));
  }

  /** Wakes every organization in which something waits. */
  private async sweep(): Promise<void> {
    const waiting = (await this.kernel.db.read.query(
      "select o.id as id from organization o where exists (select 1 from conversation c where c.orgId = o.id and c.status = 'QUEUED' and c.assigneeId is null)",
    )) as { id: string }[];
    for (const { id } of waiting) this.wake(id);
  }

  private async drain(orgId: string, state: { again: boolean; endRest: () => void }): Promise<void> {
    let futile = 0;
    while (state.again && !this.stopped) {
      state.again = false;
      await nextTurn();
      const beganAt = performance.now();
      const { given, lost } = await this.pass(orgId);
      const rest = Math.min(MOST_REST_MS, REST * (performance.now() - beganAt));
      futile = given === 0 && lost > 0 ? futile + 1 : 0;
      if (lost > 0 && futile < FUTILE_PASSES) state.again = true;
      if (given > 0)
        await new Promise<void>((resolve) => {
          state.endRest = resolve;
          setTimeout(resolve, rest);
        });
    }
    this.running.delete(orgId);
  }

  /** Once through the queue, page by page. */
  private async pass(orgId: string): Promise<{ given: number; lost: number }> {
    const sum = { given: 0, lost: 0 };
    let place: Place | null = null;
    for (let size = FIRST_PAGE; ; size = PAGE) {
      if (this.stopped) return sum;
      const from = place;
      const stopTimer = assignmentSeconds.startTimer();
      const waiting = () => waitingPage(this.kernel.db, orgId, from, size);
      const round: Round = await serve(this.kernel, this.host, orgId, waiting, this.options.pickDeadlineMs ?? PICK_DEADLINE_MS);
      if (round.size > 0) stopTimer();
      sum.given += round.given;
      sum.lost += round.lost;
      if (round.size < size) return sum;
      place = round.end;
      await nextTurn();
    }
  }
}
