import {
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { SignInFields, type SourceForm } from './sign-in-fields.tsx';
import { authOf, draftOf, HOURS, type SourceDraft, settingsOf } from './source-draft.ts';

const SOURCES = 'GET /api/v1/knowledge/bases/{id}/sources';

export function NewSource({ baseId, onClose }: { baseId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const create = useWrite('POST /api/v1/knowledge/bases/{id}/sources', [SOURCES]);
  const save = (draft: SourceDraft) =>
    create.mutate(
      {
        params: { id: baseId },
        body: { settings: settingsOf(draft), everyHours: Number(draft.every) || null, ...authOf(draft) },
      },
      { onSuccess: onClose },
    );
  return (
    <Modal opened onClose={onClose} title={t('source.add')} size="lg">
      <SourceFields draft={draftOf(null)} error={create.error} isSaving={create.isPending} onSave={save} />
    </Modal>
  );
}

export function EditSource({ source, onClose }: { source: KnowledgeSource; onClose: () => void }) {
  const { t } = useTranslation();
  const update = useWrite('PATCH /api/v1/knowledge/bases/{id}/sources/{sourceId}', [SOURCES]);
  const params = { id: source.baseId, sourceId: source.id };
  const save = (draft: SourceDraft) =>
    update.mutate(
      {
        params,
        body: { settings: settingsOf(draft), everyHours: Number(draft.every) || null, ...authOf(draft) },
      },
      { onSuccess: onClose },
    );
  return (
    <Modal opened onClose={onClose} title={t('source.edit')} size="lg">
      <SourceFields
        draft={draftOf(source)}
        isKnown
        known={source.auth}
        error={update.error}
        isSaving={update.isPending}
        onSave={save}
      />
    </Modal>
  );
}

type Form = SourceForm;

interface SourceFieldsProps {
  draft: SourceDraft;
  /** Its kind and address stay. */
  isKnown?: boolean;
  /** How it signs in by now. */
  known?: KnowledgeSource['auth'];
  error: unknown;
  isSaving: boolean;
  onSave: (draft: SourceDraft) => void;
}

function SourceFields({ draft, isKnown = false, known = null, error, isSaving, onSave }: SourceFieldsProps) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: draft });
  const { kind } = form.values;
  return (
    <form onSubmit={form.onSubmit(onSave)}>
      <Stack>
        <FormProblem error={error} />
        <SegmentedControl
          fullWidth
          aria-label={t('source.kind')}
          disabled={isKnown}
          data={(['web', 'sitemap', 'git'] as const).map((value) => ({
            value,
            label: t(`source.kinds.${value}`),
          }))}
          {...form.getInputProps('kind')}
        />
        <Text size="sm" c="dimmed">
          {t(`source.kindText.${kind}`)}
        </Text>
        <TextInput
          required
          type="url"
          label={t('source.address')}
          placeholder={t(`source.addressHint.${kind}`)}
          disabled={isKnown}
          data-autofocus
          data-testid="source-address"
          {...form.getInputProps('address')}
        />
        {kind === 'git' ? <GitFields form={form} /> : <CrawlFields form={form} />}
        <SignInFields form={form} known={known} />
        <Select
          label={t('source.every')}
          allowDeselect={false}
          data={[
            { value: '', label: t('source.never') },
            ...HOURS.map((hours) => ({ value: String(hours), label: t(`source.everyHours.${hours}`) })),
          ]}
          {...form.getInputProps('every')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isSaving} data-testid="source-save">
            {t(isKnown ? 'common.save' : 'source.begin')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function CrawlFields({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <>
      {form.values.kind === 'web' && (
        <Group grow align="flex-start" preventGrowOverflow={false} wrap="wrap">
          <Select
            label={t('source.scope')}
            allowDeselect={false}
            data={(['path', 'site'] as const).map((value) => ({ value, label: t(`source.scopes.${value}`) }))}
            {...form.getInputProps('scope')}
          />
          <NumberInput
            label={t('source.depth')}
            description={t('source.depthText')}
            min={0}
            max={10}
            allowDecimal={false}
            {...form.getInputProps('depth')}
          />
        </Group>
      )}
      <NumberInput
        label={t('source.maxPages')}
        min={1}
        max={2_000}
        allowDecimal={false}
        {...form.getInputProps('maxPages')}
      />
      <Textarea
        label={t('source.exclude')}
        description={t('source.excludeText')}
        autosize
        minRows={2}
        spellCheck={false}
        {...form.getInputProps('exclude')}
      />
      <Checkbox label={t('source.files')} {...form.getInputProps('files', { type: 'checkbox' })} />
    </>
  );
}

function GitFields({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <>
      <Group grow wrap="wrap" preventGrowOverflow={false}>
        <TextInput label={t('source.ref')} placeholder={t('source.refHint')} {...form.getInputProps('ref')} />
        <TextInput
          label={t('source.folder')}
          placeholder={t('source.folderHint')}
          {...form.getInputProps('folder')}
        />
      </Group>
      <NumberInput
        label={t('source.maxFiles')}
        min={1}
        max={5_000}
        allowDecimal={false}
        {...form.getInputProps('maxFiles')}
      />
    </>
  );
}
