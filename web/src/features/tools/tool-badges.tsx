import { Badge, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Tool } from '../../lib/api-types.ts';

const RISKS: Record<Tool['traits']['risk'], string> = { low: 'gray', medium: 'yellow', high: 'orange' };

/** What matters before one lets somebody use it, in words and not by colour alone. */
export function ToolBadges({ tool }: { tool: Tool }) {
  const { t } = useTranslation();
  const { state, settings, traits, asks } = tool;
  const common = { size: 'sm', variant: 'light', tt: 'none', radius: 'sm' } as const;
  return (
    <Group gap={6}>
      {state !== 'ready' && (
        <Badge {...common} color={state === 'pending' ? 'yellow' : 'red'} data-testid={`state-${state}`}>
          {t(`tools.states.${state}`)}
        </Badge>
      )}
      {!settings.enabled && (
        <Badge {...common} color="gray">
          {t('tools.off')}
        </Badge>
      )}
      <Badge {...common} color={tool.effect === 'read' ? 'gray' : 'orange'}>
        {t(`agents.effect.${tool.effect}`)}
      </Badge>
      {traits.risk !== 'low' && (
        <Badge {...common} color={RISKS[traits.risk]}>
          {t(`tools.risks.${traits.risk}`)}
        </Badge>
      )}
      {asks && (
        <Badge {...common} color="blue">
          {t('tools.asks')}
        </Badge>
      )}
    </Group>
  );
}
