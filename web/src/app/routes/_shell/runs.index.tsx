import { createFileRoute } from '@tanstack/react-router';
import { RunsPage } from '../../../features/runs/runs-page.tsx';

export const Route = createFileRoute('/_shell/runs/')({ component: RunsPage });
