import { Tabs } from '@mantine/core';
import {
  IconChartBar,
  IconCpu,
  IconKey,
  IconListCheck,
  IconShieldCheck,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { type ComponentType, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../lib/queries.ts';
import { Page } from '../../ui/page.tsx';
import { AuditSection } from './audit-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { MembersSection } from './members-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { SandboxSection } from './sandbox-section.tsx';
import { UsageSection } from './usage-section.tsx';

interface Section {
  id: string;
  label: string;
  icon: typeof IconCpu;
  page: ComponentType;
  subject?: string;
  action?: string;
}

const SECTIONS: readonly Section[] = [
  { id: 'profile', label: 'settings.profile', icon: IconUser, page: ProfileSection },
  {
    id: 'models',
    label: 'settings.models',
    icon: IconCpu,
    page: ModelsSection,
    action: 'read',
    subject: 'Model',
  },
  {
    id: 'usage',
    label: 'settings.usage',
    icon: IconChartBar,
    page: UsageSection,
    action: 'manage',
    subject: 'Model',
  },
  {
    id: 'members',
    label: 'settings.members',
    icon: IconUsers,
    page: MembersSection,
    action: 'read',
    subject: 'Member',
  },
  { id: 'keys', label: 'settings.keys', icon: IconKey, page: KeysSection },
  { id: 'sandbox', label: 'settings.sandbox', icon: IconShieldCheck, page: SandboxSection },
  {
    id: 'audit',
    label: 'settings.audit',
    icon: IconListCheck,
    page: AuditSection,
    action: 'read',
    subject: 'Audit',
  },
];

export function SettingsPage({ section }: { section?: string | undefined }) {
  const { t } = useTranslation();
  const can = useCan();
  const router = useRouter();
  const sections = SECTIONS.filter(({ action, subject }) => !action || !subject || can(action, subject));
  const shown = sections.find(({ id }) => id === section) ?? sections[0]!;
  const open = (id: string | null) =>
    void router.navigate({ to: '/settings', search: id ? { section: id } : {}, replace: true });
  const tabs = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the open tab may lie beside the screen
  useEffect(() => {
    const open = tabs.current?.querySelector('[aria-selected="true"]');
    open?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [shown.id]);
  return (
    <Page title={t('shell.settings')}>
      <Tabs value={shown.id} onChange={open} keepMounted={false}>
        <Tabs.List ref={tabs} mb="xl" style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
          {sections.map(({ id, label, icon: Icon }) => (
            <Tabs.Tab key={id} value={id} leftSection={<Icon size={16} />} data-testid={`settings-${id}`}>
              {t(label)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sections.map(({ id, page: Body }) => (
          <Tabs.Panel key={id} value={id}>
            <Body />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
