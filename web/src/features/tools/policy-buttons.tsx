import { Button, Group } from '@mantine/core';
import { IconCode, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** The two policies of a workspace: before which calls people are asked, and what is done about code. */
export function PolicyButtons({ onOpen }: { onOpen: (which: 'policy' | 'code') => void }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconShieldCheck size={15} />}
        onClick={() => onOpen('policy')}
        data-testid="tool-policy"
      >
        {t('tools.policy')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconCode size={15} />}
        onClick={() => onOpen('code')}
        data-testid="code-policy"
      >
        {t('codePolicy.title')}
      </Button>
    </Group>
  );
}
