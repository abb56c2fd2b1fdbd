import { Icon } from '@parley/plugin-ui';
import { ChevronRight } from '@parley/plugin-ui/icons';
import css from './parts.module.css';

/** What a channel gave, as it came, folded away until somebody looks. */
export function JsonView({ summary, value }: { summary: string; value: unknown }) {
  return (
    <details className={css.json}>
      <summary>
        <Icon of={ChevronRight} size="xs" flip />
        {summary}
      </summary>
      <pre className="scroll" tabIndex={0} dir="ltr">
        {JSON.stringify(value, null, 2)}
      </pre>
    </details>
  );
}
