import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import { setLocale } from '../i18n/i18n';
import { ParleyProvider } from '../provider';
import type { AppName } from '../session/session';
import type { SlotHost } from '../slots/context';
import { chooseTheme, type Scheme } from '../theme/use-theme';
import { sampleSession, sampleViewer, type ViewerSample } from './sample';
import { createTestParley, type Mock, type TestParley } from './test-parley';

/** How {@link renderInParley} sets the stage. */
export interface RenderOptions {
  /** Who is signed in: Ana Ribeiro, without any permission, unless told. */
  viewer?: ViewerSample;
  /** Which app it stands in; the workbench unless told. */
  app?: AppName;
  /** Answers for GraphQL operations. */
  mocks?: readonly Mock[];
  /** `en` unless told; the words of a lazily loaded language have arrived when the promise resolves. */
  locale?: string;
  /** Light unless told. */
  theme?: Scheme;
  /** The address inside the app: `/` unless told. */
  path?: string;
  /** Entries for a component that has slots of its own. */
  slots?: SlotHost;
}

/** What was rendered. */
export interface Rendered {
  /** Where it stands in the document. */
  container: HTMLElement;
  parley: TestParley;
  /** Renders something else in the same place. */
  rerender(node: ReactNode): Promise<void>;
  /** Waits until the answers of mocks are on the page. */
  settle(): Promise<void>;
  /** Waits for what `look` finds and gives it: `await view.until(() => view.container.querySelector('table'))`. Fails after 2 s. */
  until<T>(look: () => T | null | undefined | false): Promise<T>;
  /** Does something to the page and waits until it has been painted: `await view.do(() => button.click())`. */
  do(work: () => unknown): Promise<void>;
  /** Lets an event of the organization's log arrive. */
  emit(event: Parameters<TestParley['emit']>[0]): Promise<void>;
  /** Takes it away; call it after each test. */
  unmount(): Promise<void>;
}

/** How long {@link Rendered.until} looks, ms. */
const PATIENCE = 2_000;

const macrotask = () =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, 0);
  });

/** An answer arrives in a task of its own, and what it renders may ask for the next thing. */
async function settled(): Promise<void> {
  for (let round = 0; round < 4; round++) await act(macrotask);
}

/** Looks again after every task until there is something to see. */
async function until<T>(look: () => T | null | undefined | false): Promise<T> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const seen = look();
    if (seen) return seen;
    if (performance.now() > end) throw new Error(`Nothing came within ${PATIENCE / 1000} s. The page: ${document.body.textContent}`);
    await act(macrotask);
  }
}

/**
 * Renders a component as a slot of Parley would: kit, words, theme, router, session, a GraphQL client with mocked answers. It needs a
 * document (jsdom, happy-dom or a browser) and nothing else.
 * @example
 * const view = await renderInParley(<ContactPanel conversationId="conv_1" contactId="contact_1" inboxId="inbox_1" />, { mocks });
 * expect(view.container.textContent).toContain('120 points');
 * await view.unmount();
 */
export async function renderInParley(
  node: ReactNode,
  { viewer, app = 'workbench', mocks, locale = 'en', theme = 'light', path = '/', slots }: RenderOptions = {},
): Promise<Rendered> {
  if (typeof document === 'undefined')
    throw new Error('renderInParley needs a document. Run the test in jsdom or happy-dom: environment "jsdom" of Vitest or Jest.');
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  await setLocale(locale, false);
  chooseTheme(theme);
  const parley = createTestParley(app, mocks);
  const session = sampleSession(sampleViewer(viewer), app);
  const container = document.createElement('div');
  document.body.append(container);
  const root = createRoot(container);

  const show = async (content: ReactNode) => {
    await act(async () => {
      root.render(
        <ParleyProvider parley={parley} session={session} {...(slots ? { slots } : {})}>
          <MemoryRouter initialEntries={[path]}>{content}</MemoryRouter>
        </ParleyProvider>,
      );
    });
    await settled();
  };
  await show(node);
  return {
    container,
    parley,
    rerender: show,
    settle: settled,
    until,
    async do(work) {
      await act(async () => {
        await work();
      });
      await settled();
    },
    async emit(event) {
      await act(async () => parley.emit(event));
      await settled();
    },
    async unmount() {
      await act(async () => root.unmount());
      parley.apollo.stop();
      container.remove();
    },
  };
}
