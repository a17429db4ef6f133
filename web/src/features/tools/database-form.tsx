import {
  Alert,
  Button,
  Drawer,
  Group,
  PasswordInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SqlConnection, SqlConnectionInput } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import {
  DATABASE_NAME,
  type DatabaseDraft,
  type DatabaseKind,
  databaseOf,
  draftOf,
  NEW_DATABASE,
  type Tls,
  USUAL_PORT,
} from './database-draft.ts';
import { DATABASES_TOUCHED } from './touched.ts';

const KINDS = ['postgresql', 'mysql', 'sqlite'] as const;

/** Registers a database for sql_query, or changes one that is known. */
export function DatabaseForm({ known, onClose }: { known?: SqlConnection; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={t(known ? 'databases.change' : 'databases.add')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Form known={known} onClose={onClose} />
    </Drawer>
  );
}

function Form({ known, onClose }: { known: SqlConnection | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<DatabaseDraft>(known ? draftOf(known) : NEW_DATABASE);
  const create = useWrite('POST /api/v1/sql-connections', DATABASES_TOUCHED);
  const change = useWrite('PUT /api/v1/sql-connections/{id}', DATABASES_TOUCHED);
  const wanted = databaseOf(draft);
  const set = (more: Partial<DatabaseDraft>) => setDraft({ ...draft, ...more });
  const save = async (body: SqlConnectionInput) => {
    await (known ? change.mutateAsync({ params: { id: known.id }, body }) : create.mutateAsync({ body }));
    onClose();
  };
  const isWrong = draft.name !== '' && !DATABASE_NAME.test(draft.name);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted) void save(wanted).catch(() => undefined);
      }}
    >
      <Stack>
        <SegmentedControl
          fullWidth
          aria-label={t('databases.kind')}
          value={draft.kind}
          onChange={(kind) => set({ kind: kind as DatabaseKind, port: USUAL_PORT[kind as DatabaseKind] })}
          data={KINDS.map((value) => ({ value, label: t(`databases.kinds.${value}`) }))}
        />
        <TextInput
          withAsterisk
          data-autofocus
          label={t('databases.name')}
          description={t('databases.nameText')}
          error={isWrong ? t('databases.nameWrong') : null}
          value={draft.name}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
          data-testid="database-name"
        />
        <Textarea
          autosize
          minRows={2}
          maxLength={500}
          label={t('databases.about')}
          description={t('databases.aboutText')}
          value={draft.description}
          onChange={({ currentTarget }) => set({ description: currentTarget.value })}
          data-testid="database-description"
        />
        {draft.kind === 'sqlite' ? (
          <TextInput
            withAsterisk
            label={t('databases.file')}
            description={t('databases.fileText')}
            value={draft.file}
            onChange={({ currentTarget }) => set({ file: currentTarget.value })}
            data-testid="database-file"
          />
        ) : (
          <ServerFields draft={draft} hasPassword={known?.hasPassword ?? false} onChange={set} />
        )}
        <Alert variant="light" color="gray" icon={<IconShieldCheck size={17} />}>
          {t(draft.kind === 'sqlite' ? 'databases.fileSafe' : 'databases.safe')}
        </Alert>
        <FormProblem error={create.error ?? change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            disabled={!wanted}
            loading={create.isPending || change.isPending}
            data-testid="database-save"
          >
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ServerFieldsProps {
  draft: DatabaseDraft;
  hasPassword: boolean;
  onChange: (more: Partial<DatabaseDraft>) => void;
}

function ServerFields({ draft, hasPassword, onChange }: ServerFieldsProps) {
  const { t } = useTranslation();
  const field = (key: 'host' | 'port' | 'database' | 'user') => ({
    withAsterisk: true,
    label: t(`databases.${key}`),
    value: draft[key],
    autoComplete: 'off',
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
      onChange({ [key]: currentTarget.value }),
    'data-testid': `database-${key}`,
  });
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput {...field('host')} />
        <TextInput inputMode="numeric" {...field('port')} />
        <TextInput {...field('database')} />
        <TextInput {...field('user')} />
      </SimpleGrid>
      <PasswordInput
        label={t('databases.password')}
        description={t(hasPassword ? 'databases.passwordKept' : 'databases.passwordText')}
        autoComplete="off"
        value={draft.password}
        onChange={({ currentTarget }) => onChange({ password: currentTarget.value })}
        data-testid="database-password"
      />
      <Select
        label={t('databases.tls')}
        allowDeselect={false}
        value={draft.tls}
        onChange={(value) => onChange({ tls: value as Tls })}
        data={(['verify', 'encrypt', 'off'] as const).map((value) => ({
          value,
          label: t(`databases.tlsKinds.${value}`),
        }))}
      />
    </>
  );
}
