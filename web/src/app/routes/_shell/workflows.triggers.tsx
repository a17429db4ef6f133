import { createFileRoute } from '@tanstack/react-router';
import { TriggersPage } from '../../../features/workflows/automation/triggers-page.tsx';

export const Route = createFileRoute('/_shell/workflows/triggers')({ component: TriggersPage });
