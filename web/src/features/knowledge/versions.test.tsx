import { act, fireEvent, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { DocumentVersion, KnowledgeDocument } from '../../lib/api-types.ts';
import { refusal, show } from '../../testing/render.tsx';
import { stubUploads } from '../../testing/uploads.ts';
import { page } from '../../testing/workflows.ts';
import { DocumentVersions } from './versions.tsx';

afterEach(() => vi.unstubAllGlobals());

const DOCUMENT: KnowledgeDocument = {
  ...{ id: 'd1', baseId: 'b1', name: 'plan.pdf', mediaType: 'application/pdf', size: 1 },
  ...{ state: 'ready', error: null, passages: 1, runId: null, visibility: 'base', mayChange: true },
  ...{ version: 2, latestVersion: 3, updateState: 'failed', source: null, progress: null },
  ...{ createdBy: 'somebody', createdAt: 0, updatedAt: 0 },
};
const version = (number: number, more: Partial<DocumentVersion> = {}): DocumentVersion => ({
  ...{ number, name: 'plan.pdf', fileId: `f${number}`, size: 2_048, sha256: '', state: 'ready', error: null },
  ...{ passages: 4, runId: null, isShown: false, restoredFrom: null, createdBy: 'u2', createdAt: 0 },
  ...more,
});
const PATH = '/api/v1/knowledge/bases/b1/documents/d1/versions';
const ANSWERS = {
  [`GET ${PATH}`]: page(
    version(3, { state: 'failed', error: { code: 'document_empty', message: 'Nothing' }, passages: 0 }),
    version(2, { isShown: true, restoredFrom: 1 }),
    version(1),
  ),
  'GET /api/v1/members': page({ userId: 'u2', name: 'Grace', email: 'g@example.org', role: 'editor' }),
};

test('the history says who made each version, which one is found, and why one was not taken', async () => {
  const { findAllByTestId } = await show(
    <DocumentVersions document={DOCUMENT} mayEdit={false} onClose={() => {}} />,
    ANSWERS,
  );
  const [third, second, first] = await findAllByTestId('version-row');
  within(third!).getByText('There is no text in the document. A scanned page is a picture, not text.');
  within(second!).getByText('Found by search');
  within(second!).getByText(/4 passages · restored from version 1/);
  await within(first!).findByText(/Grace/);
  expect(within(first!).queryByRole('button', { name: /Restore/ })).toBeNull();
});

test('an older version is restored, and a refusal is told', async () => {
  let answer: unknown = refusal(404, 'document_version_unknown');
  const route = `POST ${PATH}/1/restoration`;
  const { findByRole, findByText, sent } = await show(
    <DocumentVersions document={DOCUMENT} mayEdit onClose={() => {}} />,
    { ...ANSWERS, [route]: () => answer },
  );
  const button = await findByRole('button', { name: 'Restore version 1' });
  fireEvent.click(button);
  await findByText('This version is not kept any more.');
  answer = Response.json({ documentId: 'd1', runId: 'r', version: 4, outcome: 'replaced' }, { status: 202 });
  fireEvent.click(button);
  await waitFor(() => expect(sent.filter(({ method }) => method === 'POST').length).toBe(2));
});

test('a new version is sent to its document, and bytes that are there already are told', async () => {
  const uploads = stubUploads();
  const { container, findByText, baseElement } = await show(
    <DocumentVersions document={DOCUMENT} mayEdit onClose={() => {}} />,
    ANSWERS,
  );
  expect(container).toBeTruthy();
  const input = baseElement.querySelector('input[type=file]') as HTMLInputElement;
  const send = async (status: number, body: unknown) => {
    Object.defineProperty(input, 'files', { value: [new File(['x'], 'plan.pdf')], configurable: true });
    fireEvent.change(input);
    await waitFor(() => expect(uploads.length).toBeGreaterThan(0));
    await act(async () => uploads.pop()!.answer(status, body));
  };
  await send(202, { documentId: 'd1', runId: 'r', version: 3, outcome: 'unchanged' });
  await findByText('Nothing changed: the newest version has these bytes already.');
  await send(415, { code: 'document_type_unsupported', detail: 'No' });
  await findByText(/This kind of file is not read/);
});
