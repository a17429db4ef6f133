import { ActionIcon, Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil, IconPlugConnected, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Provider } from '../../lib/api-types.ts';
import { useList, useWrite } from '../../lib/queries.ts';
import { Row, Rows } from '../../ui/rows.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useConfirm } from '../../ui/use-confirm.tsx';
import { ProviderForm } from './provider-form.tsx';
import { ProviderTest } from './provider-test.tsx';
import { Section } from './section.tsx';

export function Providers() {
  const { t } = useTranslation();
  const providers = useList('GET /api/v1/model-providers', {});
  const [isAdding, { open, close }] = useDisclosure(false);
  const add = (
    <Button leftSection={<IconPlus size={17} />} onClick={open} data-testid="provider-add">
      {t('providers.add')}
    </Button>
  );
  return (
    <Section title={t('providers.title')} text={t('providers.text')} action={add}>
      <Loaded of={providers}>
        {(items) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('providers.none')}
            </Text>
          ) : (
            <Rows>
              {items.map((provider) => (
                <ProviderRow key={provider.id} provider={provider} />
              ))}
            </Rows>
          )
        }
      </Loaded>
      <Modal opened={isAdding} onClose={close} title={t('providers.add')}>
        <ProviderForm onDone={close} />
      </Modal>
    </Section>
  );
}

function ProviderRow({ provider }: { provider: Provider }) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const [isEditing, editing] = useDisclosure(false);
  const [isTesting, testing] = useDisclosure(false);
  const remove = useWrite('DELETE /api/v1/model-providers/{id}', [
    'GET /api/v1/model-providers',
    'GET /api/v1/models',
  ]);
  const { id, kind, name, baseUrl, keyHint } = provider;
  const askToRemove = () =>
    confirm({
      title: t('providers.removeTitle'),
      text: t('providers.removeText', { name }),
      confirm: t('common.remove'),
      act: () => remove.mutateAsync({ params: { id } }),
    });
  return (
    <Row testId="provider-row">
      <div style={{ flex: 1, minWidth: 180 }}>
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[t(`providerKind.${kind}`), baseUrl].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <Text size="xs" c="dimmed">
        {keyHint ? t('providers.keyHint', { hint: keyHint }) : t('providers.noKey')}
      </Text>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlugConnected size={15} />}
        onClick={testing.open}
        data-testid="provider-test"
      >
        {t('providers.test')}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('providers.edit', { name })}
        onClick={editing.open}
      >
        <IconPencil size={17} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('providers.remove', { name })}
        onClick={askToRemove}
      >
        <IconTrash size={17} />
      </ActionIcon>
      <Modal opened={isEditing} onClose={editing.close} title={t('providers.edit', { name })}>
        <ProviderForm provider={provider} onDone={editing.close} />
      </Modal>
      <Modal opened={isTesting} onClose={testing.close} title={t('providers.test')}>
        <ProviderTest provider={provider} />
      </Modal>
    </Row>
  );
}
