import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBulb, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import styles from './message.module.css';

/** What the model thought, folded away. */
export function Reasoning({ text, isGrowing }: { text: string; isGrowing: boolean }) {
  const { t } = useTranslation();
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <div>
      <UnstyledButton className={styles.fold} onClick={toggle} aria-expanded={isOpen}>
        <IconBulb size={16} />
        {isGrowing ? t('chat.reasoningNow') : t('chat.reasoning')}
        <IconChevronRight size={14} className={styles.arrow} data-open={isOpen} />
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Text size="sm" c="dimmed" className={styles.reasoning}>
          {text}
        </Text>
      </Collapse>
    </div>
  );
}
