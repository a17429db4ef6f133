import { ActionIcon, Tooltip } from '@mantine/core';
import { IconFocusCentered, IconMinus, IconPlus, IconWand } from '@tabler/icons-react';
import { Panel, useReactFlow } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import type { Arrow, Card } from './card.ts';
import styles from './flow.module.css';
import { showReadably } from './view.ts';

export function CanvasControls({ onTidy }: { onTidy: (() => void) | undefined }) {
  const { t } = useTranslation();
  const flow = useReactFlow<Card, Arrow>();
  const tidy = () => {
    onTidy?.();
    requestAnimationFrame(() => showReadably(flow, 200));
  };
  const buttons = [
    { label: t('flow.zoomIn'), icon: IconPlus, act: () => void flow.zoomIn({ duration: 150 }) },
    { label: t('flow.zoomOut'), icon: IconMinus, act: () => void flow.zoomOut({ duration: 150 }) },
    { label: t('flow.fit'), icon: IconFocusCentered, act: () => showReadably(flow, 200) },
    ...(onTidy ? [{ label: t('flow.tidy'), icon: IconWand, act: tidy }] : []),
  ];
  return (
    <Panel position="bottom-left" className={styles.controls ?? ''}>
      {buttons.map(({ label, icon: Icon, act }) => (
        <Tooltip key={label} label={label} position="right">
          <ActionIcon variant="subtle" color="gray" size={30} radius={7} aria-label={label} onClick={act}>
            <Icon size={16} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Panel>
  );
}
