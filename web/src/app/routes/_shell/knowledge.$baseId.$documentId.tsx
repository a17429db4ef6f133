import { createFileRoute } from '@tanstack/react-router';
import { DocumentPage } from '../../../features/knowledge/document-page.tsx';

export const Route = createFileRoute('/_shell/knowledge/$baseId/$documentId')({
  validateSearch: ({ passage }: Record<string, unknown>): { passage?: string } =>
    typeof passage === 'string' ? { passage } : {},
  component: () => <DocumentPage {...Route.useParams()} {...Route.useSearch()} />,
});
