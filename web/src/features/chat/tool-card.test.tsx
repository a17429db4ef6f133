import { fireEvent } from '@testing-library/react';
import { expect, test } from 'vitest';
import { storedFile, toolPart } from '../../testing/chat.ts';
import { show } from '../../testing/render.tsx';
import { ToolCard } from './tool-card.tsx';

test('a call that runs says so, and what it is about', async () => {
  const call = { callId: 'c', tool: 'search_knowledge', arguments: { query: 'storm rules' } };
  const { getByTestId, getByText } = await show(<ToolCard call={call} />);
  expect(getByTestId('tool-card').dataset['state']).toBe('running');
  getByText('Search knowledge');
  getByText('storm rules');
});

test('a call that is done tells its time and unfolds its code and output', async () => {
  const part = toolPart({ durationMs: 1_200 });
  const { getByTestId, getByRole, findByText, queryByText } = await show(
    <ToolCard call={part} result={part} />,
  );
  expect(getByTestId('tool-card').dataset['state']).toBe('ok');
  expect(queryByText('42')).toBeNull();
  const head = getByRole('button', { expanded: false });
  expect(head.textContent).toContain('1.2 sec');
  fireEvent.click(head);
  await findByText('42');
  getByRole('button', { expanded: true });
});

test('a call that failed is marked, and its output is in the colour of errors', async () => {
  const part = toolPart({ ok: false, output: 'NameError' });
  const { getByTestId, getByText, getByRole, findByText } = await show(
    <ToolCard call={part} result={part} />,
  );
  expect(getByTestId('tool-card').dataset['state']).toBe('failed');
  getByText('Failed');
  fireEvent.click(getByRole('button', { expanded: false }));
  expect((await findByText('NameError')).dataset['failed']).toBe('true');
});

test('what rests on documents that the reader may not see is told to be left out', async () => {
  const part = toolPart({ withheld: true, output: '', arguments: null });
  const { getByRole, findByTestId, queryByText } = await show(<ToolCard call={part} result={part} />);
  fireEvent.click(getByRole('button', { expanded: false }));
  expect((await findByTestId('tool-withheld')).textContent).toContain('documents that you may not see');
  expect(queryByText('Output')).toBeNull();
});

test('what the scan of the code said is told on the card, and in full when it unfolds', async () => {
  const scan = {
    verdict: 'findings' as const,
    findings: [
      {
        rule: 'B602',
        severity: 'high' as const,
        confidence: 'high' as const,
        line: 2,
        column: 1,
        reason: 'A shell',
      },
    ],
    truncated: false,
  };
  const part = toolPart({ scan });
  const { getByText, getByRole, findByTestId } = await show(<ToolCard call={part} result={part} />);
  getByText('1 finding');
  fireEvent.click(getByRole('button', { expanded: false }));
  expect((await findByTestId('scan')).textContent).toContain('A shell');
});

test('files of a call can be downloaded without unfolding it', async () => {
  const part = toolPart({ files: [storedFile({ name: 'result.csv', size: 2048 })] });
  const { getByText } = await show(<ToolCard call={part} result={part} />);
  getByText('result.csv');
  getByText('2 kB');
});

test('a tool that the page does not know keeps its own name', async () => {
  const { getByText } = await show(<ToolCard call={{ callId: 'c', tool: 'weather_report' }} />);
  getByText('weather_report');
});

test('a result says its version, that it is of an earlier call, and which files are not here', async () => {
  const leftOut = { count: 3, limits: ['files', 'unheard-of'] };
  const part = toolPart({ version: 4, cached: true, leftOut });
  const { getByText, getByTestId, getByRole, findByText, queryByText } = await show(
    <ToolCard call={part} result={part} />,
  );
  getByText('From the cache');
  expect(getByTestId('not-kept').textContent).toBe(
    '3 files were not kept: beyond the limits (number of files, unheard-of)',
  );
  expect(queryByText('Version 4')).toBeNull();
  fireEvent.click(getByRole('button', { expanded: false }));
  await findByText('Version 4');
});

test('a call of earlier days, which tells none of it, shows none of it', async () => {
  const part = toolPart();
  const { getByRole, queryByText, queryByTestId } = await show(
    <ToolCard call={part} result={part} />,
    {},
    'zh-CN',
  );
  fireEvent.click(getByRole('button', { expanded: false }));
  expect(queryByTestId('not-kept')).toBeNull();
  expect(queryByText(/来自缓存|版本/)).toBeNull();
});

test('a query of a database is what the card is about', async () => {
  const given = { action: 'query', database: 'shop', sql: 'SELECT count(*) FROM orders' };
  const part = toolPart({ tool: 'sql_query', arguments: given, output: '1 rows' });
  const { getByText } = await show(<ToolCard call={part} result={part} />);
  getByText('Query a database');
  getByText('SELECT count(*) FROM orders');
});
