import { Button, Group, Menu, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tool } from '../../lib/api-types.ts';
import { useCan, useRead } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { Page } from '../../ui/page.tsx';
import { RowLink, Rows } from '../../ui/rows.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { CodePolicyDialog } from './code-policy-dialog.tsx';
import { ConnectMcp } from './connect-mcp.tsx';
import { DatabaseForm } from './database-form.tsx';
import { Databases } from './databases.tsx';
import { ImportApi } from './import-api.tsx';
import { PolicyButtons } from './policy-buttons.tsx';
import { PolicyDialog } from './policy-dialog.tsx';
import { Sources } from './sources.tsx';
import { ToolBadges } from './tool-badges.tsx';
import { filteredTools, NO_FILTER, type ToolFilter } from './tool-filters.ts';

type Open = 'mcp' | 'openapi' | 'database' | 'policy' | 'code' | null;
const KINDS = ['built-in', 'openapi', 'mcp', 'workflow', 'agent'] as const;
/** Sources with a name of their own. */
const FOREIGN: ReadonlySet<string> = new Set(['mcp', 'openapi']);
const EFFECTS = ['read', 'write', 'outside'] as const;
const RISKS = ['low', 'medium', 'high'] as const;

/** Everything that agents can do, where it comes from, and under which rules. */
export function ToolsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const tools = useRead('GET /api/v1/tools', {});
  const [filter, setFilter] = useState(NO_FILTER);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={t('shell.tools')}
      description={t('tools.description')}
      actions={can('create', 'Tool') && <Add onOpen={setOpen} />}
    >
      <Sources onTool={(text) => setFilter({ ...NO_FILTER, text })} />
      <Databases />
      <Loaded of={tools}>
        {({ items }) => <Catalogue tools={items} filter={filter} onFilter={setFilter} onOpen={setOpen} />}
      </Loaded>
      {open === 'mcp' && <ConnectMcp onClose={close} />}
      {open === 'openapi' && <ImportApi onClose={close} />}
      {open === 'database' && <DatabaseForm onClose={close} />}
      {open === 'policy' && <PolicyDialog onClose={close} />}
      {open === 'code' && <CodePolicyDialog onClose={close} />}
    </Page>
  );
}

function Add({ onOpen }: { onOpen: (open: Open) => void }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconPlus size={17} />} data-testid="tool-add">
          {t('tools.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onOpen('mcp')} data-testid="add-mcp">
          {t('tools.connectMcp')}
        </Menu.Item>
        <Menu.Item onClick={() => onOpen('openapi')} data-testid="add-openapi">
          {t('tools.importApi')}
        </Menu.Item>
        <Menu.Item onClick={() => onOpen('database')} data-testid="add-database">
          {t('databases.add')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface CatalogueProps {
  tools: Tool[];
  filter: ToolFilter;
  onFilter: (filter: ToolFilter) => void;
  onOpen: (open: Open) => void;
}

function Catalogue({ tools, filter, onFilter, onOpen }: CatalogueProps) {
  const { t } = useTranslation();
  const can = useCan();
  const say = useAgentText();
  const named = tools.map((tool) => ({ ...tool, title: say.toolTitle(tool.name, tool.title) }));
  const shown = filteredTools(named, filter);
  return (
    <Stack gap="md">
      <Filters filter={filter} onChange={onFilter} />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {t('tools.count', { count: shown.length })}
        </Text>
        {can('edit', 'Tool') && <PolicyButtons onOpen={onOpen} />}
      </Group>
      {shown.length === 0 ? (
        <EmptyState icon={IconTool} title={t('tools.noneFit')} text={t('tools.noneFitText')}>
          <Button variant="default" onClick={() => onFilter(NO_FILTER)}>
            {t('tools.showAll')}
          </Button>
        </EmptyState>
      ) : (
        <Rows>
          {shown.map((tool) => (
            <ToolRow key={tool.name} tool={tool} />
          ))}
        </Rows>
      )}
    </Stack>
  );
}

function ToolRow({ tool }: { tool: Tool }) {
  const { t } = useTranslation();
  const say = useAgentText();
  const main = (
    <>
      <Group gap={8} component="span">
        <Text component="span" size="sm" fw={600}>
          {tool.title}
        </Text>
        <Text component="span" size="xs" c="dimmed">
          {FOREIGN.has(tool.source.kind) ? tool.source.name : t(`tools.kinds.${tool.source.kind}`)}
        </Text>
      </Group>
      <Text component="span" size="sm" c="dimmed" lineClamp={2}>
        {say.toolText(tool.name, tool.description)}
      </Text>
      <ToolBadges tool={tool} />
    </>
  );
  return (
    <RowLink
      to={`/tools/${tool.name}`}
      main={
        <Stack component="span" gap={6}>
          {main}
        </Stack>
      }
      testId="tool-row"
    />
  );
}

function Filters({ filter, onChange }: { filter: ToolFilter; onChange: (filter: ToolFilter) => void }) {
  const { t } = useTranslation();
  const choose = <K extends 'source' | 'effect' | 'risk'>(
    key: K,
    label: string,
    data: { value: string; label: string }[],
  ) => (
    <Select
      aria-label={label}
      placeholder={label}
      clearable
      clearButtonProps={{ 'aria-label': t('tools.clear', { what: label }) }}
      value={filter[key]}
      onChange={(value) => onChange({ ...filter, [key]: value as ToolFilter[K] })}
      data={data}
      data-testid={`filter-${key}`}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
      <TextInput
        aria-label={t('tools.search')}
        placeholder={t('tools.search')}
        leftSection={<IconSearch size={16} />}
        value={filter.text}
        onChange={({ currentTarget }) => onChange({ ...filter, text: currentTarget.value })}
        data-testid="tool-search"
      />
      {choose(
        'source',
        t('tools.source'),
        KINDS.map((value) => ({ value, label: t(`tools.kinds.${value}`) })),
      )}
      {choose(
        'effect',
        t('tools.effect'),
        EFFECTS.map((value) => ({ value, label: t(`agents.effect.${value}`) })),
      )}
      {choose(
        'risk',
        t('tools.risk'),
        RISKS.map((value) => ({ value, label: t(`tools.risks.${value}`) })),
      )}
    </SimpleGrid>
  );
}
