import { expect, test } from 'vitest';
import type { CodeScan } from '../lib/api-types.ts';
import { show } from '../testing/render.tsx';
import { ScanBadge, ScanFindings } from './code-scan.tsx';

const finding = (severity: 'low' | 'medium' | 'high', line = 3): CodeScan['findings'][number] => ({
  rule: 'B602',
  severity,
  confidence: 'high',
  line,
  column: 1,
  reason: 'A shell is started',
});
const scan = (more: Partial<CodeScan> = {}): CodeScan => ({
  verdict: 'findings',
  findings: [finding('high'), finding('medium', 5), finding('low', 9)],
  truncated: false,
  ...more,
});

test('the badge counts what is worth a look and says nothing of the rest', async () => {
  const { getByText } = await show(<ScanBadge scan={scan()} />);
  getByText('2 findings');
});

for (const quiet of [scan({ verdict: 'clean', findings: [] }), scan({ findings: [finding('low')] })]) {
  test(`the badge of ${quiet.verdict} with ${quiet.findings.length} low findings is not there`, async () => {
    const { queryByText } = await show(<ScanBadge scan={quiet} />);
    expect(queryByText(/finding|scannable/i)).toBeNull();
  });
}

test('code that could not be scanned never looks clean', async () => {
  const bad = scan({ verdict: 'unscannable', findings: [], reason: 'It does not parse: line 2' });
  const { getAllByText, getByText, queryByText } = await show(
    <>
      <ScanBadge scan={bad} />
      <ScanFindings scan={bad} />
    </>,
  );
  expect(getAllByText(/Not scannable/).length).toBeGreaterThan(0);
  getByText('It does not parse: line 2');
  expect(queryByText('Nothing found')).toBeNull();
});

test('each finding has its severity, its line, its rule and its reason', async () => {
  const { getByText, getAllByText, getByTestId } = await show(
    <ScanFindings scan={scan({ truncated: true })} />,
  );
  expect(getByTestId('scan').dataset['verdict']).toBe('findings');
  getByText('High');
  getByText('line 3 · B602');
  expect(getAllByText('A shell is started')).toHaveLength(3);
  getByText('There are more findings');
});

test('that nothing was found is said', async () => {
  const { getByText } = await show(<ScanFindings scan={scan({ verdict: 'clean', findings: [] })} />);
  getByText('Nothing found');
});

test('in Chinese, a finding says what its rule is about and the thing that the scan named', async () => {
  const named = { ...finding('low', 7), rule: 'B603', reason: 'Another program is started: subprocess.run' };
  const unknown = { ...finding('low', 8), rule: 'Z999', reason: 'Something new' };
  const shown = scan({ findings: [finding('high'), named, unknown] });
  const { getByText } = await show(<ScanFindings scan={shown} />, {}, 'zh-CN');
  expect(getByText('启动 shell').getAttribute('lang')).toBeNull();
  getByText('启动其他程序：subprocess.run');
  expect(getByText('Something new').getAttribute('lang')).toBe('en');
});
