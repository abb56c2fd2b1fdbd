import { useLazyQuery } from '@apollo/client/react';
import { Icon, useSession, useTranslation } from '@parley/plugin-ui';
import { CircleHelp } from '@parley/plugin-ui/icons';
import { textIn, type ChatMessage, type Content } from '../data/types';
import { RawMessageDocument } from '../gql/generated';
import css from './body.module.css';

/** A message that cannot be drawn: said plainly, with what the channel gave behind "Details". */
export function Unsupported({ message, content }: { message: ChatMessage; content: Content }) {
  const { t } = useTranslation('workbench');
  const { can } = useSession();
  const [ask, { data, loading }] = useLazyQuery(RawMessageDocument);
  const known = textIn(content, 'type') ?? (message.kind === 'unsupported' ? null : message.kind);
  const raw = data?.node && 'raw' in data.node ? data.node.raw : undefined;
  const shown = raw ?? (Object.keys(content).length > 0 ? content : null);
  const open = can('message.raw') || shown !== null;
  return (
    <div>
      <span className={css.place}>
        <Icon of={CircleHelp} />
        <span>{known ? t('message.unsupportedKind', { kind: known }) : t('message.unsupported')}</span>
      </span>
      {textIn(content, 'details') && (
        <p className={css.small} dir="auto">
          {textIn(content, 'details')}
        </p>
      )}
      {open && (
        <details
          className={css.raw}
          onToggle={(event) => {
            if (event.currentTarget.open && can('message.raw')) void ask({ variables: { id: message.id } });
          }}
        >
          <summary>{t('message.details')}</summary>
          {loading ? (
            <span className={css.small}>…</span>
          ) : (
            <pre dir="ltr" tabIndex={0}>
              {JSON.stringify(shown, null, 2)}
            </pre>
          )}
        </details>
      )}
    </div>
  );
}
