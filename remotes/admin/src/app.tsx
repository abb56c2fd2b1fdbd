import { NotAllowed, addMessages, useParley, useSession } from '@parley/plugin-ui';
import { useState, type ReactNode } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { ConversationsPage } from './conversations/conversations-page';
import { adminPolicies } from './data/policies';
import { Frame } from './frame/frame';
import { Page } from './frame/page';
import { places } from './frame/places';
import { InboxPage } from './inboxes/inbox-page';
import { InboxesPage } from './inboxes/inboxes-page';
import { NotAppliedPage } from './not-applied/not-applied-page';
import { OverviewPage } from './overview/overview-page';
import { PeoplePage } from './people/people-page';
import { PluginPage } from './plugins/plugin-page';
import { PluginsPage } from './plugins/plugins-page';
import { ScreenPage } from './plugins/screen-page';
import { SlotPage } from './slots/slot-page';
import { en } from './words/en';

addMessages('admin', { en });

/** A page for those who may see it; for others the sentence that says so. */
function Allowed({ permission, children }: { permission: string; children: ReactNode }) {
  const { can } = useSession();
  return can(permission) ? (
    children
  ) : (
    <Page crumbs={[]}>
      <NotAllowed />
    </Page>
  );
}

/** The admin console: a sidebar with what this person may see, and its pages. */
export default function App() {
  const parley = useParley();
  useState(() => parley.addCachePolicies(adminPolicies));
  const { can } = useSession();
  const first = places.find(({ permission }) => can(permission))?.to;
  const guarded = (permission: string, page: ReactNode) => <Allowed permission={permission}>{page}</Allowed>;
  return (
    <Routes>
      <Route element={<Frame />}>
        <Route path="/overview" element={guarded('console.use', <OverviewPage />)} />
        <Route path="/inbox/:conversationId?" element={guarded('conversations.read.all', <ConversationsPage />)} />
        <Route path="/people/:tab?" element={guarded('people.read', <PeoplePage />)} />
        <Route path="/inboxes" element={guarded('inboxes.manage', <InboxesPage />)} />
        <Route path="/inboxes/:inboxId/:tab?" element={guarded('inboxes.manage', <InboxPage />)} />
        <Route path="/inboxes/:inboxId/p/:plugin/:path/*" element={guarded('inboxes.manage', <InboxPage />)} />
        <Route path="/not-applied/:tab?" element={guarded('intake.manage', <NotAppliedPage />)} />
        <Route path="/plugins" element={guarded('plugins.read', <PluginsPage />)} />
        <Route path="/plugins/:pluginId/:tab?" element={guarded('plugins.read', <PluginPage />)} />
        <Route path="/screens/:remote" element={guarded('plugins.read', <ScreenPage />)} />
        <Route path="/p/:plugin/:path/*" element={<SlotPage />} />
        <Route
          path="*"
          element={
            first ? (
              <Navigate to={first} replace />
            ) : (
              <Page crumbs={[]}>
                <NotAllowed />
              </Page>
            )
          }
        />
      </Route>
    </Routes>
  );
}
