import { act, fireEvent, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { copyText } from '../lib/clipboard.ts';
import { storedFile } from '../testing/chat.ts';
import { refusal, show } from '../testing/render.tsx';
import { CopyButton } from './copy-button.tsx';
import { Figure, isFigure } from './figure.tsx';
import { FileChip } from './file-chip.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Markdown } from './markdown.tsx';
import { RunState, useProcedureName } from './run-state.tsx';
import { useConfirm } from './use-confirm.tsx';

const urls = new Set<string>();
let made = 0;

beforeEach(() => {
  urls.clear();
  URL.createObjectURL = () => {
    const url = `blob:${++made}`;
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => void urls.delete(url);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function Asking({ onDone, fails = false }: { onDone: () => void; fails?: boolean }) {
  const ask = useConfirm();
  const run = async () => {
    if (fails) throw new TypeError('It is gone');
    onDone();
  };
  return (
    <button
      type="button"
      onClick={() => ask({ title: 'Sure?', text: 'For good', confirm: 'Do it', act: run })}
    >
      begin
    </button>
  );
}

test('what can not be taken back is done after a yes, not after a no', async () => {
  let times = 0;
  const { getByText, findByRole, queryByRole } = await show(
    <Asking
      onDone={() => {
        times += 1;
      }}
    />,
  );
  fireEvent.click(getByText('begin'));
  fireEvent.click(within(await findByRole('dialog')).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(queryByRole('dialog')).toBeNull());
  expect(times).toBe(0);
  fireEvent.click(getByText('begin'));
  fireEvent.click(within(await findByRole('dialog')).getByRole('button', { name: 'Do it' }));
  expect(times).toBe(1);
});

test('an act that fails after the yes is told', async () => {
  const { getByText, findByRole, findByText } = await show(<Asking fails onDone={() => undefined} />);
  fireEvent.click(getByText('begin'));
  fireEvent.click(within(await findByRole('dialog')).getByRole('button', { name: 'Do it' }));
  await findByText('That did not work');
});

test('copying uses the browser’s clipboard, and the old way where that is refused', async () => {
  const written: string[] = [];
  vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void written.push(text) } });
  expect(await copyText('one')).toBe(true);
  expect(written).toEqual(['one']);
  vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new DOMException('no')) } });
  let selected = '';
  document.execCommand = () => {
    selected = [...document.querySelectorAll('textarea')].at(-1)?.value ?? '';
    return true;
  };
  expect(await copyText('two')).toBe(true);
  expect(selected).toBe('two');
  expect([...document.querySelectorAll('textarea')].some(({ value }) => value === 'two')).toBe(false);
});

test('the button says that it has copied, and only where it has', async () => {
  let works = false;
  document.execCommand = () => works;
  const { getByRole, findByRole, queryByRole } = await show(<CopyButton text="42" />);
  fireEvent.click(getByRole('button', { name: 'Copy' }));
  await act(async () => undefined);
  expect(queryByRole('button', { name: 'Copied' })).toBeNull();
  works = true;
  fireEvent.click(getByRole('button', { name: 'Copy' }));
  await findByRole('button', { name: 'Copied' });
});

const PNG = storedFile({ id: 'p1', name: 'plot.png', mediaType: 'image/png' });
const BYTES = () => new Response('bytes');

test('a figure is fetched with the reader’s session, shown large on a click, and let go of', async () => {
  const { findByTestId, findByRole, getByRole, unmount } = await show(<Figure file={PNG} />, {
    'GET /api/v1/files/p1/content': BYTES,
  });
  expect((await findByTestId('figure')).getAttribute('src')).toMatch(/^blob:/);
  fireEvent.click(getByRole('button', { name: 'Enlarge plot.png' }));
  within(await findByRole('dialog')).getByRole('img', { name: 'plot.png' });
  unmount();
  expect(urls.size).toBe(0);
});

test('a figure that can not be read is a file to download; what could hold a script is no figure', async () => {
  const { findByTitle } = await show(<Figure file={PNG} />, {
    'GET /api/v1/files/p1/content': refusal(404, 'not_found'),
  });
  await findByTitle('Download plot.png');
  expect(
    ['image/svg+xml', 'text/html', 'image/png'].map((mediaType) => isFigure(storedFile({ mediaType }))),
  ).toEqual([false, false, true]);
});

test('a file is saved under its name; a failure is told', async () => {
  const saved: string[] = [];
  HTMLAnchorElement.prototype.click = function () {
    saved.push(this.download);
  };
  const good = await show(<FileChip file={PNG} />, { 'GET /api/v1/files/p1/content': BYTES });
  fireEvent.click(good.getByTitle('Download plot.png'));
  await waitFor(() => expect(saved).toEqual(['plot.png']));
  good.unmount();
  const bad = await show(<FileChip file={PNG} />, {
    'GET /api/v1/files/p1/content': refusal(410, 'file_gone'),
  });
  fireEvent.click(bad.getByTitle('Download plot.png'));
  await bad.findByText('That did not work');
  expect(saved.length).toBe(1);
});

test('switching the language changes the page at once and is remembered', async () => {
  const chosen: string[] = [];
  const { getByRole, findByRole } = await show(
    <>
      <LanguageSwitch onChange={(language) => chosen.push(language)} />
      <RunState state="waiting" />
    </>,
  );
  fireEvent.click(getByRole('radio', { name: '简体中文' }));
  await findByRole('radiogroup', { name: '语言' });
  expect([chosen, document.documentElement.lang]).toEqual([['zh-CN'], 'zh-CN']);
  expect(localStorage.getItem('agenticgen.language')).toBe('zh-CN');
});

function Procedure({ of }: { of: string }) {
  return <p>{useProcedureName()(of)}</p>;
}

test('a procedure that has no name of its own in the catalogue keeps what it is called', async () => {
  const { getByText } = await show(
    <>
      <Procedure of="chat.turn" />
      <Procedure of="their.procedure" />
    </>,
  );
  getByText('their.procedure');
  expect(document.querySelector('p')?.textContent).not.toBe('chat.turn');
});

test('Markdown shows formulas and tables, and runs no script of a text', async () => {
  const text =
    'A **bold** word\n\n<script>window.hacked = 1</script>\n\n<img src=x onerror="window.hacked = 1">\n\n[go](javascript:alert(1))\n\n- [x] done';
  const { findByText, container, getByRole } = await show(<Markdown text={text} />);
  await findByText('bold');
  expect(container.querySelector('script')).toBeNull();
  expect([...container.querySelectorAll('a')].some((link) => link.href.startsWith('javascript:'))).toBe(
    false,
  );
  expect((window as { hacked?: number }).hacked).toBeUndefined();
  expect(getByRole('checkbox', { name: 'Task' })).toHaveProperty('checked', true);
});
