import { ActionIcon, Badge, Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../lib/api-types.ts';
import { useCan, useList, useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Row, Rows } from '../../ui/rows.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useConfirm, useTellProblem } from '../../ui/use-confirm.tsx';
import { ModelForm } from './model-form.tsx';
import { Providers } from './providers.tsx';
import { Section } from './section.tsx';

export function ModelsSection() {
  const { t } = useTranslation();
  const can = useCan();
  const models = useList('GET /api/v1/models', {});
  const providers = useList('GET /api/v1/model-providers', {}, { enabled: can('manage', 'Model') });
  const [isAdding, { open, close }] = useDisclosure(false);
  const add = can('create', 'Model') && (providers.data?.length ?? 0) > 0 && (
    <Button variant="default" leftSection={<IconPlus size={17} />} onClick={open} data-testid="model-add">
      {t('models.add')}
    </Button>
  );
  return (
    <>
      <Section title={t('settings.models')} text={t('models.text')} action={add}>
        <Loaded of={models}>
          {(items) => (
            <Rows>
              {items.map((model) => (
                <ModelRow key={model.id} model={model} />
              ))}
            </Rows>
          )}
        </Loaded>
      </Section>
      {can('manage', 'Model') && <Providers />}
      <Modal opened={isAdding} onClose={close} title={t('models.add')}>
        <ModelForm providers={providers.data ?? []} models={models.data ?? []} onDone={close} />
      </Modal>
    </>
  );
}

const OFFLINE = 'offline';

function ModelRow({ model }: { model: Model }) {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const confirm = useConfirm();
  const tell = useTellProblem();
  const choose = useWrite('PUT /api/v1/models/{id}/default', ['GET /api/v1/models']);
  const remove = useWrite('DELETE /api/v1/models/{id}', ['GET /api/v1/models']);
  const { id, name, wireName, provider, isDefault, inputMicrosPerMillion, outputMicrosPerMillion } = model;
  const params = { id };
  const askToRemove = () =>
    confirm({
      title: t('models.removeTitle'),
      text: t('models.removeText', { name }),
      confirm: t('common.remove'),
      act: () => remove.mutateAsync({ params }),
    });
  const isFree = inputMicrosPerMillion === 0 && outputMicrosPerMillion === 0;
  return (
    <Row testId="model-row">
      <div style={{ flex: 1, minWidth: 180 }}>
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {id === OFFLINE ? t('models.offline') : `${provider.name} · ${wireName}`}
        </Text>
      </div>
      {!isFree && (
        <Text size="xs" c="dimmed">
          {t('models.price', {
            input: format.cost(inputMicrosPerMillion),
            output: format.cost(outputMicrosPerMillion),
          })}
        </Text>
      )}
      {isDefault ? (
        <Badge variant="light" tt="none" data-testid="model-default">
          {t('models.isDefault')}
        </Badge>
      ) : (
        can('edit', 'Model') && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => choose.mutate({ params }, { onError: tell })}
          >
            {t('models.makeDefault')}
          </Button>
        )
      )}
      {id !== OFFLINE && can('delete', 'Model') && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('models.removeNamed', { name })}
          onClick={askToRemove}
        >
          <IconTrash size={17} />
        </ActionIcon>
      )}
    </Row>
  );
}
