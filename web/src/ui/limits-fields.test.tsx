import { fireEvent } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { NO_LIMITS, readLimits } from '../lib/limits.ts';
import { show } from '../testing/render.tsx';
import { LimitsFields } from './limits-fields.tsx';

function Harness() {
  const [draft, setDraft] = useState(NO_LIMITS);
  return (
    <>
      <LimitsFields draft={draft} onChange={setDraft} />
      <output data-testid="read">{JSON.stringify(readLimits(draft))}</output>
    </>
  );
}

test('money is written in dollars with cents, numbers in groups', async () => {
  const { getByTestId } = await show(<Harness />);
  const type = (name: string, value: string) =>
    fireEvent.change(getByTestId(`limit-${name}`), { target: { value } });
  type('costMicros', '12.5');
  type('tokens', '1000000');
  expect(JSON.parse(getByTestId('read').textContent ?? '')).toEqual({
    limits: { costMicros: 12_500_000, tokens: 1_000_000 },
    faults: [],
  });
  expect((getByTestId('limit-tokens') as HTMLInputElement).value).toBe('1,000,000');
  expect((getByTestId('limit-costMicros') as HTMLInputElement).value).toBe('$12.5');
});

test('a limit of nothing is told', async () => {
  const { getByTestId, getByText } = await show(<Harness />);
  fireEvent.change(getByTestId('limit-steps'), { target: { value: '0' } });
  getByText('This can’t be a limit');
});
