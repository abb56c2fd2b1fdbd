import { ApolloProvider } from '@apollo/client/react';
import { useLayoutEffect, type ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import type { Parley } from './data/client';
import { ParleyContext } from './data/context';
import { i18n } from './i18n/i18n';
import { Portal } from './floats/float';
import { Toasts } from './parts/toast';
import { SessionContext, type Session } from './session/session';
import { NO_SLOTS, SlotContext, type SlotHost } from './slots/context';
import { applyTheme, useTheme } from './theme/use-theme';

/** Theme, direction, language and toasts: all that the parts of the kit need. A page that stands alone uses only this. */
export function KitProvider({ children }: { children: ReactNode }) {
  const { scheme } = useTheme();
  useLayoutEffect(applyTheme, [scheme]);
  return (
    <I18nextProvider i18n={i18n}>
      {children}
      <Portal>
        <Toasts />
      </Portal>
    </I18nextProvider>
  );
}

/** The kit with the client and, after sign-in, the session and the slots. The shell renders it once; remotes never do. */
export function ParleyProvider({
  parley,
  session = null,
  slots = NO_SLOTS,
  children,
}: {
  parley: Parley;
  session?: Session | null;
  slots?: SlotHost;
  children: ReactNode;
}) {
  return (
    <ParleyContext.Provider value={parley}>
      <ApolloProvider client={parley.apollo}>
        <SessionContext.Provider value={session}>
          <SlotContext.Provider value={slots}>
            <KitProvider>{children}</KitProvider>
          </SlotContext.Provider>
        </SessionContext.Provider>
      </ApolloProvider>
    </ParleyContext.Provider>
  );
}
