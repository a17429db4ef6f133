import { createFileRoute } from '@tanstack/react-router';
import { DocumentPage } from '../../../features/knowledge/document-page.tsx';

interface Place {
  passage?: string;
  /** Offsets into the text of the document. */
  start?: number;
  end?: number;
}

const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

export const Route = createFileRoute('/_shell/knowledge/$baseId/$documentId')({
  validateSearch: ({ passage, start, end }: Record<string, unknown>): Place => ({
    ...(typeof passage === 'string' ? { passage } : {}),
    ...(isOffset(start) && isOffset(end) && start < end ? { start, end } : {}),
  }),
  component: () => <DocumentPage {...Route.useParams()} {...Route.useSearch()} />,
});
