import { act, fireEvent, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useStickToBottom } from './use-stick-to-bottom.ts';

/** jsdom lays nothing out: the test says how high things are, and when they grow. */
let grow: () => void = () => undefined;
const before = window.ResizeObserver;
beforeEach(() => {
  window.ResizeObserver = class implements ResizeObserver {
    constructor(callback: ResizeObserverCallback) {
      grow = () => act(() => callback([], this));
    }
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
});
afterEach(() => {
  window.ResizeObserver = before;
});

function Log() {
  const { frame, content, isAway, jump } = useStickToBottom();
  return (
    <div ref={frame} data-testid="frame">
      <div ref={content} data-testid="content" />
      {isAway && <button type="button" onClick={jump} />}
    </div>
  );
}

const VIEW = 500;

function open(height: number) {
  const view = render(<Log />);
  const frame = view.getByTestId('frame');
  let scrollHeight = height;
  Object.defineProperty(frame, 'clientHeight', { value: VIEW });
  Object.defineProperty(frame, 'scrollHeight', { get: () => scrollHeight });
  const growTo = (next: number) => {
    scrollHeight = next;
    grow();
  };
  const scrollTo = (top: number) => {
    frame.scrollTop = top;
    fireEvent.scroll(frame);
  };
  growTo(height);
  return { ...view, frame, growTo, scrollTo };
}

test('a reader at the end stays there while the text grows', () => {
  const { frame, growTo, queryByRole } = open(1_000);
  expect(frame.scrollTop).toBe(1_000);
  growTo(1_400);
  expect(frame.scrollTop).toBe(1_400);
  expect(queryByRole('button')).toBeNull();
});

test('a reader who has scrolled up is left alone, and is offered the way back', () => {
  const { frame, growTo, scrollTo, getByRole, queryByRole } = open(2_000);
  scrollTo(1_500);
  scrollTo(600);
  growTo(2_600);
  expect(frame.scrollTop).toBe(600);
  fireEvent.click(getByRole('button'));
  expect(frame.scrollTop).toBe(2_600);
  expect(queryByRole('button')).toBeNull();
  growTo(3_000);
  expect(frame.scrollTop).toBe(3_000);
});

test('who scrolls back to the end follows again', () => {
  const { frame, growTo, scrollTo } = open(2_000);
  scrollTo(1_500);
  scrollTo(600);
  scrollTo(1_460);
  growTo(2_200);
  expect(frame.scrollTop).toBe(2_200);
});

test('what a click unfolds does not move the page away from under the reader', () => {
  const { frame, growTo, getByTestId } = open(2_000);
  fireEvent.click(getByTestId('content'));
  growTo(2_700);
  expect(frame.scrollTop).toBe(2_000);
});
