import { type ComponentProps, lazy, Suspense } from 'react';
import type { RaiseDialog } from './raise-dialog.tsx';

const Dialog = lazy(async () => ({ default: (await import('./raise-dialog.tsx')).RaiseDialog }));

/** The dialog with its form, read when it is opened: pages that seldom need it stay light. */
export function LazyRaiseDialog(props: ComponentProps<typeof RaiseDialog>) {
  return (
    <Suspense fallback={null}>
      <Dialog {...props} />
    </Suspense>
  );
}
