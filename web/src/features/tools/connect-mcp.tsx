import { Alert, Button, Drawer, Group, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { AuthFields, authOf, NO_AUTH } from './auth-fields.tsx';
import { TOOLS_TOUCHED } from './touched.ts';
import { useAuthorize } from './use-authorize.ts';

const KINDS = ['none', 'bearer', 'key', 'basic', 'oauth', 'client-credentials'] as const;
const NAME = /^[a-z][a-z0-9_]{0,23}$/;

/** Connects an MCP server. Its tools wait until somebody has looked at them. */
export function ConnectMcp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={t('tools.connectMcp')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <McpForm onClose={onClose} />
    </Drawer>
  );
}

/** Lines of "NAME=value". */
function variablesOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1)]),
  );
}

function McpForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'http' | 'stdio'>('http');
  const [given, setGiven] = useState({ name: '', url: '', command: 'node', args: '', env: '' });
  const [auth, setAuth] = useState(NO_AUTH);
  const create = useWrite('POST /api/v1/tool-sources', TOOLS_TOUCHED);
  const { authorize } = useAuthorize();
  const chosen = authOf(kind === 'http' ? auth : NO_AUTH);
  const isWhole =
    NAME.test(given.name) && chosen !== null && (kind === 'http' ? given.url : given.command) !== '';
  const field = (key: keyof typeof given) => ({
    label: t(`tools.fields.${key}`),
    value: given[key],
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      setGiven({ ...given, [key]: currentTarget.value }),
    'data-testid': `mcp-${key}`,
  });
  const save = async () => {
    if (!isWhole || chosen === null) return;
    const args = given.args.split('\n').filter((line) => line !== '');
    const place =
      kind === 'http' ? { kind, url: given.url.trim() } : { kind, command: given.command.trim(), args };
    const env = kind === 'stdio' ? variablesOf(given.env) : {};
    const made = await create.mutateAsync({
      body: { kind: 'mcp', name: given.name, place, auth: chosen, env },
    });
    if (chosen.kind === 'oauth') authorize(made.id);
    onClose();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save().catch(() => undefined);
      }}
    >
      <Stack>
        <SegmentedControl
          fullWidth
          aria-label={t('tools.transport')}
          value={kind}
          onChange={(value) => setKind(value as 'http' | 'stdio')}
          data={(['http', 'stdio'] as const).map((value) => ({
            value,
            label: t(`tools.transports.${value}`),
          }))}
        />
        <TextInput
          withAsterisk
          data-autofocus
          description={t('tools.nameText')}
          error={given.name !== '' && !NAME.test(given.name) ? t('tools.nameWrong') : null}
          {...field('name')}
        />
        {kind === 'http' ? (
          <>
            <TextInput withAsterisk type="url" {...field('url')} />
            <AuthFields kinds={KINDS} draft={auth} onChange={setAuth} />
          </>
        ) : (
          <>
            <TextInput withAsterisk description={t('tools.commandText')} {...field('command')} />
            <Textarea autosize minRows={2} description={t('tools.argsText')} {...field('args')} />
            <Textarea autosize minRows={2} description={t('tools.envText')} {...field('env')} />
          </>
        )}
        <Alert variant="light" color="gray" icon={<IconShieldCheck size={17} />}>
          {t(kind === 'http' ? 'tools.mcpSafe' : 'tools.stdioSafe')}
        </Alert>
        <FormProblem error={create.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={!isWhole} loading={create.isPending} data-testid="mcp-save">
            {t('tools.connect')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
