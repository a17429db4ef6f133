import { Badge, Button, Checkbox, Group, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiDocument, ApiPreview } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { AuthFields, authOf, NO_AUTH } from './auth-fields.tsx';
import { TOOLS_TOUCHED } from './touched.ts';

const KINDS = ['none', 'bearer', 'key', 'basic', 'client-credentials'] as const;
const NAME = /^[a-z][a-z0-9_]{0,23}$/;

interface ChooseOperationsProps {
  document: ApiDocument;
  preview: ApiPreview;
  onBack: () => void;
  onClose: () => void;
}

export function nameFrom(title: string): string {
  const plain = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '');
  return plain.slice(0, 24).replace(/_+$/, '');
}

/** What of the document becomes tools, where it is, and who calls. To choose is to approve. */
export function ChooseOperations({ document, preview, onBack, onClose }: ChooseOperationsProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(() => nameFrom(preview.title));
  const [baseUrl, setBaseUrl] = useState(preview.servers[0] ?? '');
  const [auth, setAuth] = useState(NO_AUTH);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const create = useWrite('POST /api/v1/tool-sources', TOOLS_TOUCHED);
  const how = authOf(auth);
  const isWhole = NAME.test(name) && baseUrl !== '' && how !== null && chosen.length > 0;
  const save = async () => {
    if (!isWhole || how === null || how.kind === 'oauth') return;
    const body = { kind: 'openapi' as const, name, document, baseUrl, auth: how, operations: [...chosen] };
    await create.mutateAsync({ body });
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
        <Text fw={600}>{`${preview.title} ${preview.version}`}</Text>
        <TextInput
          withAsterisk
          label={t('tools.fields.name')}
          description={t('tools.nameText')}
          error={name !== '' && !NAME.test(name) ? t('tools.nameWrong') : null}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          data-testid="api-name"
        />
        <TextInput
          withAsterisk
          type="url"
          label={t('tools.baseUrl')}
          value={baseUrl}
          onChange={({ currentTarget }) => setBaseUrl(currentTarget.value)}
          data-testid="api-base"
        />
        <AuthFields kinds={KINDS} draft={auth} onChange={setAuth} />
        <Operations preview={preview} chosen={chosen} onChange={setChosen} />
        <FormProblem error={create.error} />
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            {t('tools.back')}
          </Button>
          <Button type="submit" disabled={!isWhole} loading={create.isPending} data-testid="api-save">
            {t('tools.importCount', { count: chosen.length })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface OperationsProps {
  preview: ApiPreview;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

function Operations({ preview, chosen, onChange }: OperationsProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const fits = preview.operations.filter(({ key, title }) =>
    `${key} ${title}`.toLowerCase().includes(text.toLowerCase()),
  );
  const keys = fits.map(({ key }) => key);
  const isAll = keys.length > 0 && keys.every((key) => chosen.includes(key));
  return (
    <Stack gap="xs">
      <TextInput
        label={t('tools.operations')}
        placeholder={t('tools.searchOperations')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Checkbox
        label={t('tools.allShown', { count: keys.length })}
        checked={isAll}
        onChange={() =>
          onChange(isAll ? chosen.filter((key) => !keys.includes(key)) : [...new Set([...chosen, ...keys])])
        }
        data-testid="api-all"
      />
      <ScrollArea.Autosize
        mah={300}
        viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': t('tools.operations') }}
      >
        <Stack gap={8} py={4}>
          {fits.map(({ key, title, effect }) => (
            <Checkbox
              key={key}
              checked={chosen.includes(key)}
              onChange={() =>
                onChange(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key])
              }
              label={
                <Group gap={8} component="span">
                  <span>{title}</span>
                  <Badge size="xs" variant="light" tt="none" color={effect === 'read' ? 'gray' : 'orange'}>
                    {t(`agents.effect.${effect}`)}
                  </Badge>
                </Group>
              }
              description={key}
              data-testid="api-operation"
            />
          ))}
        </Stack>
      </ScrollArea.Autosize>
      {preview.unusable.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('tools.unusable', { count: preview.unusable.length, why: preview.unusable[0]?.reason ?? '' })}
        </Text>
      )}
    </Stack>
  );
}
