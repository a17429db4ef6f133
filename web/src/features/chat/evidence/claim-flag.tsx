import { Button, Popover, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconArrowsExchange } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CheckedClaim, Citation } from '../../../lib/api-types.ts';
import styles from './evidence.module.css';

interface ClaimFlagProps {
  claim: CheckedClaim;
  /** The source that says it after all. */
  better: Citation | undefined;
  onOpen: () => void;
}

/** Two words that say what is wrong, and the whole of it on demand. */
export function ClaimFlag({ claim, better, onOpen }: ClaimFlagProps) {
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const isMiscited = claim.state === 'miscited';
  const Icon = isMiscited ? IconArrowsExchange : IconAlertTriangle;
  const label = t(isMiscited ? 'evidence.miscited' : 'evidence.unsupported');
  return (
    <Popover
      opened={isOpen}
      onDismiss={close}
      width={280}
      position="bottom-start"
      shadow="md"
      withRoles={false}
    >
      <Popover.Target>
        <button
          type="button"
          className={styles.flag}
          onClick={toggle}
          onKeyDown={({ key }) => key === 'Escape' && close()}
          aria-expanded={isOpen}
          data-state={claim.state}
          data-fault={claim.fault}
          data-testid="claim-flag"
        >
          <Icon size={13} aria-hidden />
          {label}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" role="status" data-testid="claim-why">
          <Text size="sm">
            {t(isMiscited ? 'evidence.miscitedText' : `evidence.fault.${claim.fault ?? 'words'}`)}
          </Text>
          {better && (
            <Button size="compact-sm" variant="light" onClick={onOpen}>
              {t('chat.openCitation', { index: better.index, name: better.documentName })}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
