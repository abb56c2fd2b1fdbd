import { EventFeed, type FeedPorts, type ParleyEvent } from '../src/data/event-feed';

/** A server with a log, a line that can be cut, and work that runs when the test says so. */
function world(after: string | null = 'evt_0') {
  type Sink = Parameters<FeedPorts['subscribe']>[1];
  const lines: { after: () => string | null; sink: Sink; open: boolean }[] = [];
  const soon: (() => void)[] = [];
  const later: (() => void)[] = [];
  const stored: unknown[][] = [];
  const told: string[] = [];
  const here = { open: true, latest: 'evt_0' as string | null, gone: false };
  const feed = new EventFeed(
    {
      subscribe(from, sink) {
        const line = { after: from, sink, open: true };
        lines.push(line);
        return () => {
          line.open = false;
        };
      },
      isOpen: () => here.open,
      latest: async () => here.latest,
      store: (batch) => {
        stored.push([...batch]);
        told.push(`stored ${batch.length}`);
      },
      soon: (work) => {
        soon.push(work);
      },
      later: (work) => {
        later.push(work);
      },
      cannotResume: () => here.gone,
    },
    after,
  );
  const event = (n: number): ParleyEvent => ({
    id: `evt_${n}`,
    type: 'message.received',
    occurredAt: '2026-11-20T10:00:00.000Z',
    nodeId: `msg_${n}`,
  });
  const line = () => lines[lines.length - 1] as (typeof lines)[number];
  const run = (work: (() => void)[]) => {
    for (const each of work.splice(0)) each();
  };
  return {
    feed,
    lines,
    line,
    here,
    stored,
    told,
    soon,
    later,
    bring: (...ns: number[]) => {
      for (const n of ns) line().sink.next(event(n), { events: event(n) });
    },
    flush: () => run(soon),
    wait: () => run(later),
    settle: () =>
      new Promise((resolve) => {
        setImmediate(resolve);
      }),
  };
}

describe('the event feed', () => {
  it('I9 hands every event over once and in order, after it is in the cache', () => {
    const w = world();
    w.feed.listen({ onEvent: (event) => w.told.push(event.id) });
    w.bring(1, 2, 2, 3, 1);
    expect(w.told).toEqual([]);
    w.flush();
    expect(w.told).toEqual(['stored 3', 'evt_1', 'evt_2', 'evt_3']);
    expect(w.feed.snapshot().lastId).toBe('evt_3');
  });

  it('I9 resumes after the last handled event when the line comes back, and drops what comes twice', () => {
    const w = world();
    const ids: string[] = [];
    w.feed.listen({ onEvent: (event) => ids.push(event.id) });
    w.bring(1, 2);
    w.flush();
    w.feed.disconnected();
    expect(w.feed.snapshot().live).toBe(false);
    w.feed.connected();
    // The socket reconnects by itself and asks for `after` anew.
    expect(w.line().after()).toBe('evt_2');
    w.bring(2, 3, 4);
    w.flush();
    expect(ids).toEqual(['evt_1', 'evt_2', 'evt_3', 'evt_4']);
  });

  it('starts again after a refusal such as “too slow”, from the last handled event', () => {
    const w = world();
    w.feed.listen({ onEvent: () => {} });
    w.bring(1);
    w.flush();
    w.line().sink.failed({ code: 4408, reason: 'too slow, resume from evt_1' });
    expect(w.lines).toHaveLength(1);
    w.wait();
    expect(w.lines).toHaveLength(2);
    expect(w.line().after()).toBe('evt_1');
    expect(w.lines[0]?.open).toBe(false);
  });

  it('does not listen to a subscription that it has given up', () => {
    const w = world();
    const ids: string[] = [];
    w.feed.listen({ onEvent: (event) => ids.push(event.id) });
    const old = w.line();
    old.sink.failed(new Error('line lost'));
    w.wait();
    old.sink.next({ id: 'evt_9', type: 'x', occurredAt: '', nodeId: '' }, {});
    w.bring(1);
    w.flush();
    expect(ids).toEqual(['evt_1']);
  });

  it('is caught up only when what was missed has been handled', async () => {
    const w = world();
    w.here.latest = 'evt_3';
    w.feed.listen({ onEvent: () => {} });
    w.bring(1, 2);
    await w.settle();
    expect(w.feed.snapshot().caughtUp).toBe(false);
    w.flush();
    expect(w.feed.snapshot().caughtUp).toBe(false);
    w.bring(3);
    w.flush();
    expect(w.feed.snapshot()).toEqual({ live: true, caughtUp: true, lastId: 'evt_3' });
    w.feed.disconnected();
    expect(w.feed.snapshot().caughtUp).toBe(false);
  });

  it('is caught up at once when nothing was missed, and after a pause when the newest entry is not for this person', async () => {
    const idle = world();
    idle.feed.listen({ onEvent: () => {} });
    await idle.settle();
    expect(idle.feed.snapshot().caughtUp).toBe(true);

    const hidden = world();
    hidden.here.latest = 'evt_99';
    hidden.feed.listen({ onEvent: () => {} });
    await hidden.settle();
    expect(hidden.feed.snapshot().caughtUp).toBe(false);
    hidden.wait();
    expect(hidden.feed.snapshot().caughtUp).toBe(true);
  });

  it('starts from the end of the log and says so when the log no longer reaches back', async () => {
    const w = world('evt_1');
    const resets: string[] = [];
    w.feed.listen({ onEvent: () => {}, onReset: () => resets.push('reset') });
    w.here.gone = true;
    w.here.latest = 'evt_500';
    w.line().sink.failed([{ message: 'too old' }]);
    w.wait();
    await w.settle();
    expect(resets).toEqual(['reset']);
    expect(w.line().after()).toBe('evt_500');
  });

  it('serves all listeners with one subscription and ends it with the last of them', () => {
    const w = world();
    const seen: string[] = [];
    const offA = w.feed.listen({ onEvent: (event) => seen.push(`a ${event.id}`) });
    const offB = w.feed.listen({ onEvent: (event) => seen.push(`b ${event.id}`) });
    w.bring(1);
    w.flush();
    offA();
    w.bring(2);
    w.flush();
    offB();
    expect(seen).toEqual(['a evt_1', 'b evt_1', 'b evt_2']);
    expect(w.lines).toHaveLength(1);
    expect(w.line().open).toBe(false);
  });

  it('goes on when one listener throws', () => {
    const w = world();
    const seen: string[] = [];
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => {});
    w.feed.listen({
      onEvent: () => {
        throw new Error('broken screen');
      },
    });
    w.feed.listen({ onEvent: (event) => seen.push(event.id) });
    w.bring(1, 2);
    w.flush();
    expect(seen).toEqual(['evt_1', 'evt_2']);
    expect(quiet).toHaveBeenCalledTimes(2);
    quiet.mockRestore();
  });
});
