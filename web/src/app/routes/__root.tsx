import { createRootRouteWithContext } from '@tanstack/react-router';
import type { RouterContext } from '../router.ts';
import { NotFound, RootError, RootFrame } from '../root-frame.tsx';

export const Route = createRootRouteWithContext<RouterContext>()({
  component: RootFrame,
  notFoundComponent: NotFound,
  errorComponent: RootError,
});
