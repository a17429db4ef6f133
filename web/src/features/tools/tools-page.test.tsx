import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ME, refusal, type Sent, show } from '../../testing/render.tsx';
import { aSource, aTool } from '../../testing/tools.ts';
import { ToolsPage } from './tools-page.tsx';

const READER = { ...ME, rules: [{ action: ['read'], subject: ['Tool'], conditions: null }] };
const mcpTool = aTool({
  name: 'weather_forecast',
  title: 'Forecast',
  effect: 'outside',
  state: 'pending',
  version: 2,
  asks: true,
  source: { kind: 'mcp', id: 's1', name: 'weather' },
  traits: { ...aTool().traits, risk: 'high' },
});
const withTools = (more: object = {}) => ({
  'GET /api/v1/tools': { items: [aTool(), mcpTool] },
  'GET /api/v1/tool-sources': { items: [] },
  'GET /api/v1/sql-connections': { items: [] },
  ...more,
});
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const wrote = (sent: Sent[]) => sent.filter(({ method }) => method !== 'GET');

test('each tool says where it is from, what it may do, and what it waits for', async () => {
  const { findAllByTestId } = await show(<ToolsPage />, withTools());
  const [first, second] = await findAllByTestId('tool-row');
  expect(first?.textContent).toContain('Forecast');
  for (const word of ['weather', 'Waits for approval', 'Reaches outside', 'High risk', 'Asks first'])
    expect(first?.textContent).toContain(word);
  expect(second?.getAttribute('href')).toBe('/tools/read_file');
});

test('words narrow the list, and where nothing fits one finds back', async () => {
  const { findAllByTestId, getByTestId, findByText, queryAllByTestId } = await show(
    <ToolsPage />,
    withTools(),
  );
  await findAllByTestId('tool-row');
  type(getByTestId('tool-search'), 'forecast');
  await waitFor(() => expect(queryAllByTestId('tool-row')).toHaveLength(1));
  type(getByTestId('tool-search'), 'nothing like it');
  await findByText('No tool fits');
  fireEvent.click(await findByText('Show all'));
  await waitFor(() => expect(queryAllByTestId('tool-row')).toHaveLength(2));
});

test('who may only read is offered nothing that the server would refuse', async () => {
  const answers = withTools({ 'GET /api/v1/tool-sources': { items: [aSource({ pending: 1 })] } });
  const { findByTestId, queryByTestId } = await show(<ToolsPage />, answers, 'en', READER);
  await findByTestId('tool-source');
  for (const id of ['tool-add', 'tool-policy', 'code-policy', 'approve-all', 'source-menu'])
    expect(queryByTestId(id)).toBeNull();
});

test('all that waits of a source is approved in the versions that are shown', async () => {
  const answers = withTools({
    'GET /api/v1/tool-sources': { items: [aSource({ pending: 1 })] },
    'PUT /api/v1/tool-sources/s1/approvals': aSource(),
  });
  const { findByTestId, sent } = await show(<ToolsPage />, answers);
  const approve = await findByTestId('approve-all');
  await waitFor(() => expect(approve.textContent).toBe('Approve 1 tool'));
  fireEvent.click(approve);
  await waitFor(() =>
    expect(wrote(sent)[0]?.body).toEqual({ tools: [{ name: 'weather_forecast', version: 2 }] }),
  );
});

test('a source that fails says why, and one that is to be authorized offers that', async () => {
  const failed = aSource({
    state: 'failed',
    reason: 'nobody answers',
    auth: 'oauth',
    skipped: [{ name: 'bomb', reason: 'x' }],
  });
  const { findByTestId } = await show(
    <ToolsPage />,
    withTools({ 'GET /api/v1/tool-sources': { items: [failed] } }),
  );
  const card = await findByTestId('tool-source');
  expect(card.textContent).toContain('nobody answers');
  expect(card.textContent).toContain('bomb');
  within(card).getByTestId('source-authorize');
});

test('an MCP server is connected with its secret, and a name that is none is told', async () => {
  const { findByTestId, getByTestId, findByText, sent } = await show(
    <ToolsPage />,
    withTools({ 'POST /api/v1/tool-sources': aSource() }),
  );
  fireEvent.click(await findByTestId('tool-add'));
  fireEvent.click(await findByTestId('add-mcp'));
  type(await findByTestId('mcp-name'), 'Bad Name');
  await findByText('Small letters, digits and _, a letter first, 24 at most');
  expect((getByTestId('mcp-save') as HTMLButtonElement).disabled).toBe(true);
  type(getByTestId('mcp-name'), 'weather');
  type(getByTestId('mcp-url'), 'https://weather.example/mcp');
  fireEvent.click(getByTestId('mcp-save'));
  await waitFor(() =>
    expect(wrote(sent)[0]?.body).toEqual({
      kind: 'mcp',
      name: 'weather',
      place: { kind: 'http', url: 'https://weather.example/mcp' },
      auth: { kind: 'none' },
      env: {},
    }),
  );
});

test('a document that is wrong says where; one that is right offers its operations', async () => {
  let tries = 0;
  const preview = {
    ...{ title: 'Pet shop', version: '1', servers: ['https://pets.example'] },
    operations: [
      { key: 'GET /pets', title: 'List pets', description: '', effect: 'read' },
      { key: 'POST /pets', title: 'Add a pet', description: '', effect: 'outside' },
    ],
    unusable: [{ key: 'POST /x', title: 'x', reason: 'its body is multipart/form-data' }],
  };
  const wrong = Response.json(
    {
      status: 422,
      code: 'openapi_invalid',
      detail: 'd',
      errors: [{ path: '#/paths', message: 'must be object' }],
    },
    { status: 422 },
  );
  const { findByTestId, findAllByTestId, getByTestId, sent } = await show(
    <ToolsPage />,
    withTools({
      'POST /api/v1/openapi-previews': () => (tries++ === 0 ? wrong : preview),
      'POST /api/v1/tool-sources': aSource({ kind: 'openapi' }),
    }),
  );
  fireEvent.click(await findByTestId('tool-add'));
  fireEvent.click(await findByTestId('add-openapi'));
  type(await findByTestId('api-url'), 'https://pets.example/openapi.json');
  fireEvent.click(getByTestId('api-read'));
  expect((await findByTestId('api-faults')).textContent).toContain('#/paths must be object');
  fireEvent.click(getByTestId('api-read'));
  const [first] = await findAllByTestId('api-operation');
  expect((getByTestId('api-name') as HTMLInputElement).value).toBe('pet_shop');
  expect((getByTestId('api-save') as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(first!);
  fireEvent.click(getByTestId('api-save'));
  await waitFor(() =>
    expect(wrote(sent).at(-1)?.body).toEqual({
      kind: 'openapi',
      name: 'pet_shop',
      document: { url: 'https://pets.example/openapi.json' },
      baseUrl: 'https://pets.example',
      auth: { kind: 'none' },
      operations: ['GET /pets'],
    }),
  );
});

test('the policy is read, changed and kept', async () => {
  const { findByTestId, getByTestId, sent } = await show(
    <ToolsPage />,
    withTools({
      'GET /api/v1/tool-policy': { askEffects: [], askRisks: ['high'] },
      'PUT /api/v1/tool-policy': { askEffects: ['write'], askRisks: ['high'] },
    }),
  );
  fireEvent.click(await findByTestId('tool-policy'));
  fireEvent.click(await findByTestId('ask-write'));
  fireEvent.click(getByTestId('policy-save'));
  await waitFor(() => expect(wrote(sent)[0]?.body).toEqual({ askEffects: ['write'], askRisks: ['high'] }));
});

const CODE_POLICY = {
  askFrom: 'never',
  refuseFrom: 'never',
  unscannable: 'allow',
  egressHosts: [],
  egressMethods: [],
};

test('the policy of code is read, changed and kept', async () => {
  const { findByTestId, findByRole, findAllByRole, getByTestId, sent } = await show(
    <ToolsPage />,
    withTools({ 'GET /api/v1/code-policy': CODE_POLICY, 'PUT /api/v1/code-policy': CODE_POLICY }),
  );
  fireEvent.click(await findByTestId('code-policy'));
  fireEvent.click(await findByTestId('code-refuse-from'));
  // The first list of severities is that of asking.
  fireEvent.click((await findAllByRole('option', { name: 'High', hidden: true }))[1]!);
  const hosts = getByTestId('code-hosts');
  fireEvent.change(hosts, { target: { value: 'example.org\n*.example.net, ' } });
  fireEvent.click(getByTestId('code-methods'));
  fireEvent.click(await findByRole('option', { name: 'POST', hidden: true }));
  fireEvent.click(getByTestId('code-policy-save'));
  await waitFor(() =>
    expect(wrote(sent)[0]?.body).toEqual({
      ...CODE_POLICY,
      refuseFrom: 'high',
      egressHosts: ['example.org', '*.example.net'],
      egressMethods: ['POST'],
    }),
  );
});

test('a policy of code that the server refuses stays open and says why', async () => {
  const { findByTestId, findByRole, getByTestId } = await show(
    <ToolsPage />,
    withTools({
      'GET /api/v1/code-policy': CODE_POLICY,
      'PUT /api/v1/code-policy': refusal(400, 'request_invalid'),
    }),
  );
  fireEvent.click(await findByTestId('code-policy'));
  fireEvent.click(await findByTestId('code-policy-save'));
  expect((await findByRole('alert')).textContent).toContain('not valid');
  getByTestId('code-policy-save');
});

test('a failure to read the tools is told, with another try', async () => {
  const { findByRole } = await show(
    <ToolsPage />,
    withTools({ 'GET /api/v1/tools': refusal(500, 'internal_error') }),
  );
  expect((await findByRole('alert')).textContent).toContain('internal_error');
});
