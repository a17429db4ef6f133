import { ActionIcon, Button, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../../lib/api-types.ts';
import { useList, useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Row, Rows } from '../../ui/rows.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { useConfirm } from '../../ui/use-confirm.tsx';
import { Section } from './section.tsx';

export function KeysSection() {
  const { t } = useTranslation();
  const keys = useList('GET /api/v1/keys', {});
  const [isMaking, { open, close }] = useDisclosure(false);
  const make = (
    <Button leftSection={<IconPlus size={17} />} onClick={open} data-testid="key-create">
      {t('keys.create')}
    </Button>
  );
  return (
    <Section title={t('settings.keys')} text={t('keys.text')} action={make}>
      <Loaded of={keys}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={IconKey} title={t('keys.none')} />
          ) : (
            <Rows>
              {items.map((key) => (
                <KeyRow key={key.id} apiKey={key} />
              ))}
            </Rows>
          )
        }
      </Loaded>
      <Modal opened={isMaking} onClose={close} title={t('keys.create')}>
        <KeyForm />
      </Modal>
    </Section>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation();
  const format = useFormat();
  const confirm = useConfirm();
  const remove = useWrite('DELETE /api/v1/keys/{id}', ['GET /api/v1/keys']);
  const { id, name, prefix, usedAt, expiresAt } = apiKey;
  const revoke = () =>
    confirm({
      title: t('keys.revokeTitle'),
      text: t('keys.revokeText', { name }),
      confirm: t('keys.revoke'),
      act: () => remove.mutateAsync({ params: { id } }),
    });
  return (
    <Row testId="key-row">
      <div style={{ flex: 1, minWidth: 180 }}>
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" ff="monospace">
          {prefix}…
        </Text>
      </div>
      <Text size="xs" c="dimmed">
        {usedAt ? t('keys.used', { when: format.ago(usedAt) }) : t('keys.unused')}
        {' · '}
        {expiresAt ? t('keys.expires', { when: format.date(expiresAt) }) : t('keys.forever')}
      </Text>
      <ActionIcon variant="subtle" color="gray" aria-label={t('keys.revokeNamed', { name })} onClick={revoke}>
        <IconTrash size={17} />
      </ActionIcon>
    </Row>
  );
}

function KeyForm() {
  const { t } = useTranslation();
  const create = useWrite('POST /api/v1/keys', ['GET /api/v1/keys']);
  const form = useForm({ initialValues: { name: '', days: '' as number | '' } });
  if (create.data) return <ShownOnce text={t('keys.once')} secret={create.data.key} />;
  const save = ({ name, days }: { name: string; days: number | string }) =>
    create.mutate({ body: { name, ...(days === '' ? {} : { expiresInDays: Number(days) }) } });
  return (
    <form onSubmit={form.onSubmit(save)}>
      <Stack>
        <FormProblem error={create.error} />
        <TextInput
          data-autofocus
          required
          maxLength={120}
          label={t('common.name')}
          placeholder={t('keys.nameHint')}
          data-testid="key-name"
          {...form.getInputProps('name')}
        />
        <NumberInput
          min={1}
          max={3650}
          allowDecimal={false}
          label={t('keys.days')}
          placeholder={t('keys.forever')}
          {...form.getInputProps('days')}
        />
        <Button type="submit" loading={create.isPending} data-testid="key-save">
          {t('keys.create')}
        </Button>
      </Stack>
    </form>
  );
}
