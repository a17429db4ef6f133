import {
  Button,
  Group,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useMe, useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { LanguageSwitch } from '../../ui/language-switch.tsx';
import { Section } from './section.tsx';

const SCHEMES = ['light', 'dark', 'auto'] as const;

export function ProfileSection() {
  const { t } = useTranslation();
  const { user } = useMe();
  const update = useWrite('PATCH /api/v1/me', ['GET /api/v1/me']);
  const form = useForm({ initialValues: { name: user.name } });
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const save = ({ name }: { name: string }) =>
    update.mutate(
      { body: { name } },
      { onSuccess: () => notifications.show({ message: t('common.saved') }) },
    );
  return (
    <>
      <Section title={t('settings.profile')}>
        <form onSubmit={form.onSubmit(save)}>
          <Stack maw={440}>
            <FormProblem error={update.error} />
            <TextInput label={t('access.email')} value={user.email} readOnly />
            <TextInput required maxLength={120} label={t('access.name')} {...form.getInputProps('name')} />
            <Group>
              <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
                {t('common.save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Section>
      <Section title={t('settings.appearance')}>
        <Stack align="flex-start">
          <div>
            <Text size="sm" fw={500} mb={6}>
              {t('settings.language')}
            </Text>
            <LanguageSwitch onChange={(locale) => update.mutate({ body: { locale } })} />
          </div>
          <div>
            <Text size="sm" fw={500} mb={6}>
              {t('settings.scheme')}
            </Text>
            <SegmentedControl
              aria-label={t('settings.scheme')}
              value={colorScheme}
              onChange={(value) => setColorScheme(value as (typeof SCHEMES)[number])}
              data={SCHEMES.map((value) => ({ value, label: t(`scheme.${value}`) }))}
            />
          </div>
        </Stack>
      </Section>
    </>
  );
}
