import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** The way to a run, by the name that it has here. */
export function RunLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Anchor component={Link} to={to} size="sm" fw={550} c="inherit" truncate display="block">
      {children}
    </Anchor>
  );
}
