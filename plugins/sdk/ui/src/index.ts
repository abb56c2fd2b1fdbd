/**
 * @parley/plugin-ui: the kit, the hooks and the services for every screen of Parley. The shell brings it; remotes share it.
 * Icons come from `@parley/plugin-ui/icons`, the build from `@parley/plugin-ui/preset`.
 * @packageDocumentation
 */

// Frame
export { KitProvider, ParleyProvider } from './provider';
export { applyTheme, useTheme, type Scheme, type ThemeChoice } from './theme/use-theme';
export { createLocalStore, createStore, readLocal, writeLocal, type Store } from './theme/store';

// Session, data, events
export { SessionContext, useSession, type AppName, type Demo, type PresenceStatus, type Session, type Viewer } from './session/session';
export { VIEWER } from './session/viewer';
export { createParleyClient, isSignedOut, type Parley, type SessionEnd } from './data/client';
export { useConnection, useParley } from './data/context';
export { useEvents, type UseEventsOptions } from './data/use-events';
export type { FeedState, ParleyEvent } from './data/event-feed';
export type { Connection, ConnectionState } from './data/socket';

export { partFailures, report, type PartFailure } from './report';

// Slots
export { SlotContext, type PartRef, type SlotEntry, type SlotHost, type SlotLoader } from './slots/context';
export { slotIconNames, type SlotIconName } from './slots/icon-names';
export { slotIcon } from './slots/icon';
export { LoadError, type LoadReason } from './slots/load-error';
export type {
  ComposerToolProps,
  ConversationPanelProps,
  InboxTabProps,
  MessageActionProps,
  MessageKindProps,
  NoProps,
  RuleSettingsProps,
  SlotComponent,
  SlotName,
  SlotProps,
} from './slots/props';
export { RemotePart, type RemotePartProps } from './slots/remote-part';
export { Slot, SlotView, type SlotOptions, type SlotViewProps } from './slots/slot';
export { useSlot, type SlotItem, type UseSlotOptions } from './slots/use-slot';

// Words and time
export { Trans, useTranslation } from 'react-i18next';
export {
  addMessages,
  i18n,
  locales,
  matchLocale,
  setLocale,
  startLocale,
  type Locale,
  type Messages,
  type MessageSource,
} from './i18n/i18n';
export { useLocale } from './i18n/use-locale';
export {
  formatBytes,
  formatMoment,
  formatNumber,
  formatSpan,
  formatTag,
  formatTimer,
  toMs,
  type Moment,
  type MomentStyle,
} from './time/format';
export { useNow } from './time/now';
export { Time, type TimeProps } from './time/time';

// Keys and alerts
export { keyLabel, isTextField, useHotkeyList, useHotkeys, useSingleKeys, type Hotkey } from './keys/hotkeys';
export { useNotifications, type AlertPermission, type DesktopAlert, type Notifications } from './alerts/use-notifications';
export { playChime, unlockSound } from './alerts/sound';
export { useTitleBadge } from './alerts/use-title-badge';

// Parts
export { cx } from './parts/cx';
export { Icon, type IconOf, type IconProps } from './parts/icon';
export { Button, ButtonLink, type ButtonLinkProps, type ButtonProps, type ButtonVariant } from './parts/button';
export { IconButton, IconLink, KeyCap, type IconButtonProps, type IconLinkProps } from './parts/icon-button';
export { Avatar, ChannelBadge, PresenceDot, type AvatarProps, type PresenceDotProps } from './parts/avatar';
export { hueOf, initialsOf } from './parts/initials';
export { Badge, Pill, Tag, type Tone } from './parts/marks';
export { Checkbox, Field, PasswordField, Radio, SelectField, Switch, TextArea, TextField, type FieldProps } from './parts/field';
export { SearchField, type SearchFieldProps } from './parts/search-field';
export { Segmented, type Segment } from './parts/segmented';
export { Banner, type BannerProps } from './parts/banner';
export { EmptyState, ErrorCard, NotAllowed, Panel, Skeleton, SkeletonLines } from './parts/states';
export { Table, TabLinks, Tabs, type TabItem } from './parts/tabs';
export { toast, type ToastInput } from './parts/toast';
export { SlotBoundary, type SlotBoundaryProps } from './parts/slot-boundary';

// What floats
export { Dialog, Drawer, type DialogProps } from './floats/dialog';
export { Menu, type MenuItemProps, type MenuProps } from './floats/menu';
export { Popover, type PopoverProps } from './floats/popover';
export { Portal } from './floats/float';
export { Tooltip, type TooltipProps } from './floats/tooltip';
export type { Position } from './floats/place';

// Mantine: its searchable lists, loaded when the first one is shown, and its hooks
export { MultiSelect, Select, type MultiSelectProps, type SelectProps } from './mantine/lists';
export { useDebouncedValue, useElementSize, useMediaQuery } from '@mantine/hooks';
