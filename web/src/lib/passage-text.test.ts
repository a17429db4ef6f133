import { expect, test } from 'vitest';
import { withoutHeading } from './passage-text.ts';

test('a heading that stands above the passage is not said again', () => {
  expect(withoutHeading('## Storm rules\n\nThe gallery is closed.', 'Storm rules')).toBe(
    'The gallery is closed.',
  );
  expect(withoutHeading('## Prices\nSeven euros', 'Tickets › Prices')).toBe('Seven euros');
  expect(withoutHeading('# Tickets #\nSeven euros', 'Tickets')).toBe('Seven euros');
});

test('another heading, text that is none, and a heading alone stay', () => {
  expect(withoutHeading('## Other\nText', 'Storm rules')).toBe('## Other\nText');
  expect(withoutHeading('Storm rules\nText', 'Storm rules')).toBe('Storm rules\nText');
  expect(withoutHeading('## Storm rules', 'Storm rules')).toBe('## Storm rules');
  expect(withoutHeading('## Storm rules\nText', null)).toBe('## Storm rules\nText');
});
