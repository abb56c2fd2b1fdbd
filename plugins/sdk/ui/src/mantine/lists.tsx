import type { MultiSelectProps, SelectProps } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import { Skeleton } from '../parts/states';

export type { MultiSelectProps, SelectProps };

// 60 kB that only forms need: fetched when the first list is shown.
const LazySelect = lazy(async () => ({ default: (await import('./lists-loaded')).LoadedSelect }));
const LazyMultiSelect = lazy(async () => ({ default: (await import('./lists-loaded')).LoadedMultiSelect }));
const Until = ({ label, children }: { label: ReactNode; children: ReactNode }) => (
  <Suspense
    fallback={
      <div>
        {label && <Skeleton width={96} height={18} style={{ marginBlockEnd: 6 }} />}
        <Skeleton height={36} />
      </div>
    }
  >
    {children}
  </Suspense>
);

/** One of many, with search in it (Mantine's `Select`, all its props). */
export const Select = (props: SelectProps) => (
  <Until label={props.label}>
    <LazySelect {...props} />
  </Until>
);
/** Several of many, with search in them (Mantine's `MultiSelect`, all its props). */
export const MultiSelect = (props: MultiSelectProps) => (
  <Until label={props.label}>
    <LazyMultiSelect {...props} />
  </Until>
);
