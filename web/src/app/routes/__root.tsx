import { createRootRouteWithContext } from '@tanstack/react-router';
import { NotFound, RootError, RootFrame } from '../root-frame.tsx';
import type { RouterContext } from '../router.ts';

export const Route = createRootRouteWithContext<RouterContext>()({
  component: RootFrame,
  notFoundComponent: NotFound,
  errorComponent: RootError,
});
