import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AutomationRights } from './use-automation-rights.ts';

interface OnOffProps {
  /** What is switched, for a reader of the screen. */
  name: string;
  isOn: boolean;
  /** Who may stop it need not be who may let it run again: it works in the name of its maker. */
  rights: AutomationRights;
  isPending: boolean;
  onTurn: () => void;
  testId: string;
}

/** Whether a schedule or trigger starts anything. */
export function OnOff({ name, isOn, rights, isPending, onTurn, testId }: OnOffProps) {
  const { t } = useTranslation();
  const mayTurn = isOn ? rights.mayStop : rights.mayChange;
  return (
    <Switch
      checked={isOn}
      disabled={!mayTurn || isPending}
      aria-label={t('automation.onOff', { name })}
      onChange={onTurn}
      data-testid={testId}
    />
  );
}
