import { createFileRoute } from '@tanstack/react-router';
import { SchedulesPage } from '../../../features/workflows/automation/schedules-page.tsx';

export const Route = createFileRoute('/_shell/workflows/schedules')({ component: SchedulesPage });
