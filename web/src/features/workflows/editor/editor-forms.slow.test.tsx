import { act, fireEvent, waitFor } from '@testing-library/react';
import { createRef } from 'react';
import { expect, test } from 'vitest';
import { sampleDraft } from '../../../testing/draft.ts';
import { refusal, show } from '../../../testing/render.tsx';
import { page, storedWorkflow } from '../../../testing/workflows.ts';
import type { Draft } from '../flow/draft.ts';
import { changeNode } from '../flow/edit.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { DefinitionForm } from './definition-form.tsx';
import { NodeForm } from './node-form.tsx';
import { ProblemDock } from './problem-dock.tsx';
import { RunDialog } from './run-dialog.tsx';
import { type Editor, useEditor } from './use-editor.ts';
import { type PlacedProblem, useProblems } from './use-problems.ts';
import { type Saving, useSave } from './use-save.ts';
import { VersionsDrawer } from './versions-drawer.tsx';
import { YamlPane, type YamlPaneHandle } from './yaml-pane.tsx';

const SAMPLE = sampleDraft();
const KNOWN = {
  'GET /api/v1/agents': { items: [{ id: 'code', name: 'Code', description: '' }] },
  'GET /api/v1/tools': { items: [{ name: 'run_code', parameters: { type: 'object' } }] },
  'GET /api/v1/workflows': page(storedWorkflow({ id: 'w2', name: 'Other' })),
  'GET /api/v1/knowledge/bases': page(),
  'GET /api/v1/members': page({
    userId: 'me',
    name: 'Ada',
    email: 'ada@example.org',
    role: 'admin',
    joinedAt: 0,
  }),
};

/** The editor's state after the last rendering. */
interface Latest {
  editor: Editor | null;
}

function Harness(given: { latest: Latest; render: (editor: Editor) => React.ReactNode }) {
  const editor = useEditor(SAMPLE);
  given.latest.editor = editor;
  return given.render(editor);
}

/** The form of one node, and what became of the node. */
function nodeForm(id: string, isReadOnly = false) {
  const latest: Latest = { editor: null };
  const form = (
    <Harness
      latest={latest}
      render={(editor) => {
        const node = editor.draft.nodes.find((one) => one.id === id || editor.selected.has(one.id));
        return node && <NodeForm editor={editor} node={node} problems={[]} isReadOnly={isReadOnly} />;
      }}
    />
  );
  return { form, latest, node: () => latest.editor?.graph.nodes.find((one) => one.id === id) };
}

const type = (element: HTMLElement, value: string) => fireEvent.change(element, { target: { value } });

test('the form of an agent changes its title and task; what is emptied is taken out', async () => {
  const { form, node } = nodeForm('mend');
  const { getByTestId } = await show(form, KNOWN);
  type(getByTestId('field-title'), 'Mend it');
  type(getByTestId('field-task'), 'Do {{input.items}}');
  type(getByTestId('field-context'), '{{input.items}}');
  expect(node()).toMatchObject({ title: 'Mend it', task: 'Do {{input.items}}', context: '{{input.items}}' });
  type(getByTestId('field-title'), '');
  type(getByTestId('field-context'), '');
  expect(node()).not.toHaveProperty('title');
  expect(node()).not.toHaveProperty('context');
});

test('typing in one field is undone as one, another field is another step', async () => {
  const { form, latest, node } = nodeForm('mend');
  const { getByTestId } = await show(form, KNOWN);
  for (const text of ['D', 'Do', 'Do it']) type(getByTestId('field-task'), text);
  type(getByTestId('field-title'), 'T');
  act(() => latest.editor?.undo());
  expect(node()).not.toHaveProperty('title');
  expect(node()?.['task']).toBe('Do it');
  act(() => latest.editor?.undo());
  expect(node()?.['task']).toBe('Mend {{nodes.look.result}}');
});

test('a condition gets another case, and a case a name and an expression', async () => {
  const { form, node } = nodeForm('check');
  const { getByText, getAllByLabelText, getByLabelText } = await show(form, KNOWN);
  fireEvent.click(getByText('Add a case'));
  type(getAllByLabelText('Name of the way out')[1]!, 'no');
  type(getByLabelText('When no is taken'), 'nodes.look.result != 1');
  expect(node()?.['cases']).toEqual([
    { port: 'yes', when: 'nodes.look.result == 1' },
    { port: 'no', when: 'nodes.look.result != 1' },
  ]);
});

test('names with values are added, typed and removed', async () => {
  const { form, node } = nodeForm('look');
  const { getByText, getByLabelText } = await show(form, KNOWN);
  fireEvent.click(getByText('Add'));
  type(getByLabelText('Name'), 'count');
  type(getByLabelText('Value of count'), '3');
  expect(node()?.['inputs']).toEqual({ count: 3 });
  type(getByLabelText('Value of count'), '{{input.items}}');
  expect(node()?.['inputs']).toEqual({ count: '{{input.items}}' });
  fireEvent.click(getByLabelText('Remove count'));
  expect(node()?.['inputs']).toEqual({});
});

test('retry, time-out and resources are objects that come and go with their fields', async () => {
  const { form, node } = nodeForm('mend');
  const { getByTestId } = await show(form, KNOWN);
  fireEvent.click(getByTestId('section-failure'));
  type(getByTestId('field-retry-times'), '2');
  type(getByTestId('field-timeoutMs'), '30');
  expect(node()).toMatchObject({ retry: { times: 2 }, timeoutMs: 30_000 });
  type(getByTestId('field-retry-times'), '');
  expect(node()).not.toHaveProperty('retry');
  fireEvent.click(getByTestId('section-scheduling'));
  type(getByTestId('field-resources-cpu'), '0.5');
  expect(node()?.['resources']).toEqual({ cpu: 0.5 });
});

test('another name takes effect when its field is left, and a wrong one says why it does not', async () => {
  const { form, latest } = nodeForm('mend');
  const { getByTestId, findByText } = await show(form, KNOWN);
  fireEvent.click(getByTestId('section-flow'));
  for (const [name, fault] of [
    ['1st', 'Letters, digits and _, a digit not first'],
    ['look', 'Another node has this name'],
  ] as const) {
    type(getByTestId('field-id'), name);
    fireEvent.blur(getByTestId('field-id'));
    await findByText(fault);
  }
  type(getByTestId('field-id'), 'repair');
  fireEvent.blur(getByTestId('field-id'));
  expect(latest.editor?.graph.nodes.map(({ id }) => id)).toContain('repair');
  expect([...(latest.editor?.selected ?? [])]).toEqual(['repair']);
});

test('a schema takes JSON alone', async () => {
  const { form, node } = nodeForm('mend');
  const { getByTestId, findByText } = await show(form, KNOWN);
  fireEvent.click(getByTestId('section-result'));
  type(getByTestId('field-output'), '{"type": "object"');
  await findByText('This is not valid JSON');
  expect(node()).not.toHaveProperty('output');
  type(getByTestId('field-output'), '{"type": "object"}');
  expect(node()?.['output']).toEqual({ type: 'object' });
});

test('a node is deleted from its form; a map is entered from it', async () => {
  const { form, latest } = nodeForm('each');
  const { getByTestId } = await show(form, KNOWN);
  fireEvent.click(getByTestId('enter'));
  expect(latest.editor?.level).toEqual(['each']);
  fireEvent.click(getByTestId('node-delete'));
  await waitFor(() => expect(latest.editor?.level).toEqual(['each']));
});

test('who may only read can change nothing', async () => {
  const { form } = nodeForm('mend', true);
  const { getByTestId, queryByTestId } = await show(form, KNOWN);
  for (const field of ['field-title', 'field-task', 'field-agent']) {
    expect(getByTestId(field)).toHaveProperty('disabled', true);
  }
  expect(queryByTestId('node-delete')).toBeNull();
});

test('the whole has a name, fields of its input, and bounds', async () => {
  const latest: Latest = { editor: null };
  const form = (
    <Harness latest={latest} render={(editor) => <DefinitionForm editor={editor} isReadOnly={false} />} />
  );
  const { getByTestId, getByText, getAllByLabelText } = await show(form, KNOWN);
  type(getByTestId('workflow-name'), 'Renamed');
  type(getByTestId('field-budget-tokens'), '5000');
  fireEvent.click(getByText('Add a field'));
  const [, name] = getAllByLabelText('Name').filter(
    (input) =>
      (input as HTMLInputElement).value.startsWith('field') || (input as HTMLInputElement).value === 'items',
  );
  type(name!, 'ship');
  expect(latest.editor?.draft).toMatchObject({
    name: 'Renamed',
    budget: { tokens: 5_000 },
    input: { properties: { ship: { type: 'string' } }, required: ['ship'] },
  });
});

function Checked({ draft, onGo }: { draft: Draft; onGo: (problem: PlacedProblem) => void }) {
  return <ProblemDock problems={useProblems(draft)} onGo={onGo} />;
}

test('problems are found while one writes, told in both languages, and lead to their place', async () => {
  const draft = changeNode(sampleDraft(), [], 'mend', { agent: 'nobody' });
  const gone: PlacedProblem[] = [];
  const { findByTestId, getByTestId, getByText } = await show(
    <Checked draft={draft} onGo={(problem) => gone.push(problem)} />,
    KNOWN,
    'zh-CN',
  );
  await waitFor(async () => expect((await findByTestId('problems')).dataset['count']).toBe('1'));
  fireEvent.click(getByTestId('problems-toggle'));
  getByText('没有这个智能体');
  fireEvent.click(getByTestId('problem'));
  expect(gone[0]?.place).toEqual({ level: [], id: 'mend', field: 'agent' });
});

test('YAML that is typed is a draft as soon as it is one, and says where it is none', async () => {
  const drafts: Draft[] = [];
  const handle = createRef<YamlPaneHandle>();
  const { getByTestId, findByTestId, queryByTestId } = await show(
    <YamlPane
      ref={handle}
      draft={sampleDraft()}
      isReadOnly={false}
      onChange={(draft) => drafts.push(draft)}
      onClose={() => undefined}
    />,
  );
  const text = getByTestId('yaml-text') as HTMLTextAreaElement;
  expect(text.value).toContain('name: Sample');
  type(text, 'name: x\nnodes: [');
  expect((await findByTestId('yaml-fault')).textContent).toMatch(/^Line \d/);
  type(text, 'name: x\nnodes: 7');
  expect((await findByTestId('yaml-fault')).textContent).toContain('This is not a workflow');
  expect(drafts).toEqual([]);
  type(text, 'name: x\nnodes:\n  - {id: a, type: join}');
  expect(queryByTestId('yaml-fault')).toBeNull();
  expect(drafts).toEqual([{ name: 'x', nodes: [{ id: 'a', type: 'join' }] }]);
});

const saving = (change: Partial<Saving> = {}): Saving => ({
  version: 3,
  isDirty: false,
  isPending: false,
  theirs: null,
  save: async () => 4,
  keepMine: async () => 4,
  takeTheirs: () => undefined,
  dismiss: () => undefined,
  ...change,
});

test('a run is asked for what its schema needs and starts the version that is shown', async () => {
  const draft = {
    ...sampleDraft(),
    input: {
      type: 'object',
      properties: { ship: { type: 'string' }, knots: { type: 'integer' } },
      required: ['ship'],
    },
  };
  const { findByTestId, getByTestId, getByText, sent } = await show(
    <RunDialog id="w1" draft={draft} saving={saving()} mayEdit onClose={() => undefined} />,
    { 'POST /api/v1/workflows/w1/runs': { runId: 'r9' } },
  );
  fireEvent.click(await findByTestId('run-start'));
  getByText('This is needed');
  const posted = () => sent.filter(({ method }) => method === 'POST');
  expect(posted()).toEqual([]);
  type(getByTestId('input-ship'), 'Albatross');
  fireEvent.click(getByTestId('run-terms'));
  fireEvent.click(getByText('High'));
  fireEvent.click(getByTestId('run-start'));
  await waitFor(() =>
    expect(posted()[0]?.body).toEqual({ input: { ship: 'Albatross' }, version: 3, priority: 'high' }),
  );
});

test('what was changed is saved before it runs, and what is refused is told', async () => {
  const { findByText, findByRole, sent } = await show(
    <RunDialog
      id="w1"
      draft={{ ...sampleDraft(), input: {} }}
      saving={saving({ isDirty: true })}
      mayEdit
      onClose={() => undefined}
    />,
    { 'POST /api/v1/workflows/w1/runs': () => refusal(400, 'workflow_input_invalid') },
  );
  fireEvent.click(await findByText('Save and run'));
  expect((await findByRole('alert')).textContent).toContain('does not fit');
  expect(sent.find(({ method }) => method === 'POST')?.body).toMatchObject({ version: 4 });
});

test('a version is compared with the newest and can be gone back to', async () => {
  const restored: Draft[] = [];
  const versions = page(
    { version: 3, hash: 'c', createdBy: 'me', createdAt: 3 },
    { version: 2, hash: 'b', createdBy: 'me', createdAt: 2 },
  );
  const { findByTestId, getByText } = await show(
    <VersionsDrawer
      id="w1"
      current={3}
      mayEdit
      onRestore={(draft) => restored.push(draft)}
      onClose={() => undefined}
    />,
    {
      ...KNOWN,
      'GET /api/v1/workflows/w1/versions': versions,
      'GET /api/v1/workflows/w1/diff': {
        nodes: [
          { id: 'mend', change: 'changed', keys: ['task'] },
          { id: 'new', change: 'added', keys: [] },
        ],
        keys: ['output'],
      },
      'GET /api/v1/workflows/w1': storedWorkflow({ version: 2 }),
    },
  );
  fireEvent.click(await findByTestId('version-2'));
  const diff = await findByTestId('version-diff');
  for (const text of ['mend was changed: task', 'new was added', 'Also changed: output']) {
    expect(diff.textContent).toContain(text);
  }
  fireEvent.click(getByText('Go back to version 2'));
  await waitFor(() => expect(restored).toEqual([sampleDraft()]));
});

function Saver({ onReplace }: { onReplace: (draft: Draft) => void }) {
  const found = useSave(storedWorkflow(), SAMPLE, onReplace);
  return (
    <>
      <button type="button" onClick={() => void found.save()} data-testid="save">
        {found.version}
      </button>
      <ConflictDialog saving={found} />
    </>
  );
}

test('a save that comes second asks whose version shall count, and saves over it if one says so', async () => {
  const bodies: unknown[] = [];
  const replaced: Draft[] = [];
  const theirs = { ...sampleDraft(), name: 'Theirs' };
  const { getByTestId, findByTestId, findByText } = await show(
    <Saver onReplace={(draft) => replaced.push(draft)} />,
    {
      'PUT /api/v1/workflows/w1': ({ body }: { body: { baseVersion: number } }) => {
        bodies.push(body.baseVersion);
        return body.baseVersion === 3 ? refusal(409, 'workflow_changed') : storedWorkflow({ version: 5 });
      },
      'GET /api/v1/workflows/w1': storedWorkflow({ version: 4, definition: theirs }),
    },
  );
  fireEvent.click(getByTestId('save'));
  await findByText(/You edited version 3, but version 4 is the newest/);
  fireEvent.click(await findByTestId('conflict-theirs'));
  expect(replaced.map(({ name }) => name)).toEqual(['Theirs']);
  await waitFor(() => expect(getByTestId('save').textContent).toBe('4'));
  fireEvent.click(getByTestId('save'));
  await waitFor(() => expect(getByTestId('save').textContent).toBe('5'));
  expect(bodies).toEqual([3, 4]);
});
