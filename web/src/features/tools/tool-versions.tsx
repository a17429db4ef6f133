import { Accordion, Badge, Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useMemberName } from '../../lib/use-member-name.ts';
import { Loaded } from '../../ui/states.tsx';

/** What a tool was, and who approved that. */
export function ToolVersions({ name }: { name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useMemberName();
  const versions = useRead('GET /api/v1/tools/{name}/versions', { params: { name } });
  return (
    <Loaded of={versions}>
      {({ items }) =>
        items.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('tools.noVersions')}
          </Text>
        ) : (
          <Accordion variant="separated" order={2}>
            {items.map(({ version, description, parameters, createdAt, approvedBy, effect }) => (
              <Accordion.Item key={version} value={String(version)} data-testid="tool-version">
                <Accordion.Control>
                  <Group gap={8}>
                    <Text size="sm" fw={600}>
                      {t('tools.version', { version })}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {format.time(createdAt)}
                    </Text>
                    {approvedBy && (
                      <Badge size="xs" variant="light" tt="none">
                        {t('tools.approvedBy', { name: nameOf(approvedBy) })}
                      </Badge>
                    )}
                  </Group>
                </Accordion.Control>
                <Accordion.Panel>
                  <Stack gap="xs">
                    <Text size="sm">{description}</Text>
                    <Text size="xs" c="dimmed">
                      {t(`agents.effect.${effect}`)}
                    </Text>
                    <Code block tabIndex={0} style={{ overflowX: 'auto' }}>
                      {JSON.stringify(parameters, null, 2)}
                    </Code>
                  </Stack>
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
        )
      }
    </Loaded>
  );
}
