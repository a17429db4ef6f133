import { createFileRoute } from '@tanstack/react-router';
import { BasesPage } from '../../../features/knowledge/bases-page.tsx';

export const Route = createFileRoute('/_shell/knowledge/')({ component: BasesPage });
