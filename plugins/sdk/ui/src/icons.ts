/**
 * Every icon of lucide, in one stroke. Import from `@parley/plugin-ui/icons` (this module is not shared, so each build
 * carries only the icons it names) and draw it with `<Icon of={Inbox} />`.
 */
export * from 'lucide-react';
