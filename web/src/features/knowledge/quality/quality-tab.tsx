import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconTargetArrow } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Base } from '../../../lib/api-types.ts';
import { useCan, useList, useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { RowLink, Rows } from '../../../ui/rows.tsx';
import { EmptyState, Loaded } from '../../../ui/states.tsx';
import { NameForm } from './name-form.tsx';
import { SETS } from './routes.ts';

/** The question sets of a base: how its quality is measured. */
export function QualityTab({ base }: { base: Base }) {
  const { t } = useTranslation();
  const format = useFormat();
  const router = useRouter();
  const mayEdit = useCan()('edit', 'Knowledge', base);
  const sets = useList(SETS, { params: { id: base.id } });
  const [isMaking, { open, close }] = useDisclosure(false);
  const create = useWrite('POST /api/v1/knowledge/bases/{id}/question-sets', [SETS]);
  const save = async (name: string) => {
    const made = await create.mutateAsync({ params: { id: base.id }, body: { name } });
    await router.navigate({
      to: '/knowledge/$baseId/quality/$setId',
      params: { baseId: base.id, setId: made.id },
    });
  };
  const make = mayEdit && (
    <Button leftSection={<IconPlus size={17} />} onClick={open} data-testid="set-create">
      {t('quality.newSet')}
    </Button>
  );
  return (
    <Stack>
      <Loaded of={sets}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={IconTargetArrow} title={t('quality.noSets')} text={t('quality.noSetsText')}>
              {make}
            </EmptyState>
          ) : (
            <>
              <Group justify="space-between" gap="sm">
                <Text c="dimmed" maw={620} size="sm">
                  {t('quality.about')}
                </Text>
                {make}
              </Group>
              <Rows>
                {items.map((set) => (
                  <RowLink
                    key={set.id}
                    to={`/knowledge/${base.id}/quality/${set.id}`}
                    main={set.name}
                    testId="set-row"
                  >
                    <Text size="sm" c="dimmed">
                      {t('quality.questionCount', { count: set.questions })} · {format.date(set.createdAt)}
                    </Text>
                  </RowLink>
                ))}
              </Rows>
            </>
          )
        }
      </Loaded>
      <NameForm title={t('quality.newSet')} isOpen={isMaking} onClose={close} onSave={save} />
    </Stack>
  );
}
