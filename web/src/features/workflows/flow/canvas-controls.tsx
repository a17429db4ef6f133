import { ActionIcon, Tooltip } from '@mantine/core';
import { IconFocusCentered, IconMinus, IconPlus, IconWand } from '@tabler/icons-react';
import { Panel, useReactFlow } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import styles from './flow.module.css';

const FIT = { padding: 0.18, maxZoom: 1.1, duration: 250 };

export function CanvasControls({ onTidy }: { onTidy: (() => void) | undefined }) {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const tidy = () => {
    onTidy?.();
    requestAnimationFrame(() => void flow.fitView(FIT));
  };
  const buttons = [
    { label: t('flow.zoomIn'), icon: IconPlus, act: () => void flow.zoomIn({ duration: 150 }) },
    { label: t('flow.zoomOut'), icon: IconMinus, act: () => void flow.zoomOut({ duration: 150 }) },
    { label: t('flow.fit'), icon: IconFocusCentered, act: () => void flow.fitView(FIT) },
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
