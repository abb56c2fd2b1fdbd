import type { TFunction } from 'i18next';
import type { LoadError } from './load-error';

/** Why it cannot be shown, in the person's language. */
export const reasonOf = (t: TFunction<'kit'>, { reason, detail }: LoadError): string => t(`reason.${reason}`, { detail });
