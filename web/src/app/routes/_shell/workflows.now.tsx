import { createFileRoute } from '@tanstack/react-router';
import { NowPage } from '../../../features/workflows/now/now-page.tsx';

export const Route = createFileRoute('/_shell/workflows/now')({ component: NowPage });
