import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { DocumentNode } from '@apollo/client';
import { useParley } from './context';
import type { FeedState, ParleyEvent } from './event-feed';

/** Options of {@link useEvents}. */
export interface UseEventsOptions {
  /** The log could not be resumed (it no longer reaches back that far): read your lists anew. */
  onReset?: () => void;
  /** True pauses listening. */
  skip?: boolean;
}

/**
 * Follows the organization's log. Nothing is missed and nothing comes twice: after a lost line the log goes on from the last
 * event, in order. Objects that the document selects under `node` are in the cache before the handler runs, so lists and
 * headers that show them are already up to date; the handler is for what a cache cannot know (a new row, a sound).
 * @param document `subscription($after: ID) { events(after: $after) { id type occurredAt nodeId node { … } } }`, made once
 *   at module level; everybody who passes the same document shares one subscription
 * @param handler called once per event, in order; it may change from render to render
 */
export function useEvents<N = unknown>(
  document: DocumentNode,
  handler: (event: ParleyEvent<N>) => void,
  options: UseEventsOptions = {},
): FeedState {
  const feed = useParley().feed(document);
  const latest = useRef({ handler, onReset: options.onReset });
  useEffect(() => {
    latest.current = { handler, onReset: options.onReset };
  });
  useEffect(() => {
    if (options.skip) return;
    return feed.listen({
      onEvent: (event) => latest.current.handler(event as ParleyEvent<N>),
      onReset: () => latest.current.onReset?.(),
    });
  }, [feed, options.skip]);
  return useSyncExternalStore(feed.watch, feed.snapshot);
}
