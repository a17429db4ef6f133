import { ActionIcon, Anchor, Menu, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChartLine, IconDots, IconListDetails, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Base, QuestionSet } from '../../../lib/api-types.ts';
import { useCan, useRead, useWrite } from '../../../lib/queries.ts';
import { Page } from '../../../ui/page.tsx';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';
import { useConfirm } from '../../../ui/use-confirm.tsx';
import { NameForm } from './name-form.tsx';
import { Questions } from './questions.tsx';
import { SET, SETS } from './routes.ts';

const Measurements = lazy(() =>
  import('./measurements.tsx').then((file) => ({ default: file.Measurements })),
);

/** One question set: what it asks, and how the base has done. */
export function SetPage({ baseId, setId }: { baseId: string; setId: string }) {
  const base = useRead('GET /api/v1/knowledge/bases/{id}', { params: { id: baseId } });
  const set = useRead(SET, { params: { id: baseId, setId } });
  return (
    <Loaded of={base}>
      {(foundBase) => <Loaded of={set}>{(found) => <LoadedSet base={foundBase} set={found} />}</Loaded>}
    </Loaded>
  );
}

function LoadedSet({ base, set }: { base: Base; set: QuestionSet }) {
  const { t } = useTranslation();
  const can = useCan();
  const mayEdit = can('edit', 'Knowledge', base);
  const above = (
    <Anchor
      renderRoot={(props) => <Link to="/knowledge/$baseId" params={{ baseId: base.id }} {...props} />}
      size="sm"
      c="dimmed"
    >
      {base.name}
    </Anchor>
  );
  return (
    <Page
      title={set.name}
      above={above}
      description={t('quality.questionCount', { count: set.questions })}
      actions={mayEdit && <SetMenu base={base} set={set} />}
    >
      <Tabs defaultValue={set.questions === 0 ? 'questions' : 'measurements'} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="questions" leftSection={<IconListDetails size={16} />} data-testid="questions-tab">
            {t('quality.questions')}
          </Tabs.Tab>
          <Tabs.Tab
            value="measurements"
            leftSection={<IconChartLine size={16} />}
            data-testid="measurements-tab"
          >
            {t('quality.measurements')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="questions">
          <Questions params={{ id: base.id, setId: set.id }} mayEdit={mayEdit} />
        </Tabs.Panel>
        <Tabs.Panel value="measurements">
          <Suspense fallback={<LoadingRows rows={4} />}>
            <Measurements params={{ id: base.id, setId: set.id }} isEmpty={set.questions === 0} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function SetMenu({ base, set }: { base: Base; set: QuestionSet }) {
  const { t } = useTranslation();
  const router = useRouter();
  const confirm = useConfirm();
  const [isRenaming, { open, close }] = useDisclosure(false);
  const rename = useWrite('PATCH /api/v1/knowledge/bases/{id}/question-sets/{setId}', [SETS, SET]);
  const remove = useWrite('DELETE /api/v1/knowledge/bases/{id}/question-sets/{setId}', [SETS]);
  const params = { id: base.id, setId: set.id };
  const askToDelete = () =>
    confirm({
      title: t('quality.deleteTitle'),
      text: t('quality.deleteText', { name: set.name }),
      confirm: t('common.delete'),
      act: async () => {
        await remove.mutateAsync({ params });
        await router.navigate({ to: '/knowledge/$baseId', params: { baseId: base.id } });
      },
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('quality.menu')} data-testid="set-menu">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={open}>
            {t('common.rename')}
          </Menu.Item>
          <Menu.Item color="red.9" leftSection={<IconTrash size={16} />} onClick={askToDelete}>
            {t('common.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <NameForm
        title={t('common.rename')}
        isOpen={isRenaming}
        initial={set.name}
        onClose={close}
        onSave={(name) => rename.mutateAsync({ params, body: { name } })}
      />
    </>
  );
}
