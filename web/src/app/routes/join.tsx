import { createFileRoute } from '@tanstack/react-router';
import { JoinPage } from '../../features/access/join-page.tsx';

export const Route = createFileRoute('/join')({ component: JoinPage });
