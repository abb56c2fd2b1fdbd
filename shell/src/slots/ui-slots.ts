import { gql } from '@apollo/client';
import type { Parley, SlotEntry } from '@parley/plugin-ui';

const UI_SLOTS = gql`
  query UiSlots {
    uiSlots {
      plugin
      pluginLabel
      slot
      label
      component
      path
      icon
      kind
      rule
      disabledInboxIds
    }
  }
`;

/** What the plugins of this organization put into the slots, for the viewer. */
export async function fetchEntries(parley: Parley): Promise<readonly SlotEntry[]> {
  const { data } = await parley.apollo.query<{ uiSlots: SlotEntry[] }>({ query: UI_SLOTS, fetchPolicy: 'no-cache' });
  return data?.uiSlots ?? [];
}
