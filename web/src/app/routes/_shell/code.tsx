import { createFileRoute } from '@tanstack/react-router';
import { CodePage } from '../../../features/code/code-page.tsx';

export const Route = createFileRoute('/_shell/code')({ component: CodePage });
