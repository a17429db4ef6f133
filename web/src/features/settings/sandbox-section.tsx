import { Alert, Badge, Code, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../lib/queries.ts';
import { Row, Rows } from '../../ui/rows.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Section } from './section.tsx';

export function SandboxSection() {
  const { t } = useTranslation();
  const sandbox = useRead('GET /api/v1/sandbox', {});
  return (
    <Section title={t('settings.sandbox')} text={t('sandbox.text')}>
      <Loaded of={sandbox}>
        {({ level, reason, fix, python, javascript }) => (
          <>
            {reason && (
              <Alert
                color={level === 'unavailable' ? 'yellow' : 'gray'}
                variant="light"
                icon={<IconAlertTriangle size={18} />}
                mb="md"
                title={reason}
              >
                {fix && <Code block>{fix}</Code>}
              </Alert>
            )}
            <Rows>
              <Row>
                <Text size="sm" fw={550} flex={1}>
                  {t('sandbox.level')}
                </Text>
                <Badge
                  variant="light"
                  color={level === 'unavailable' ? 'red' : 'spruce'}
                  tt="none"
                  data-testid="sandbox-level"
                >
                  {t(`sandboxLevel.${level}`)}
                </Badge>
              </Row>
              {Object.entries({ Python: python, JavaScript: javascript }).map(([name, version]) => (
                <Row key={name}>
                  <Text size="sm" fw={550} flex={1}>
                    {name}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {version ?? t('sandbox.missing')}
                  </Text>
                </Row>
              ))}
            </Rows>
          </>
        )}
      </Loaded>
    </Section>
  );
}
