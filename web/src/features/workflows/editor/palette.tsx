import type { NodeType } from '@agenticgen/orchestrator/workflow';
import { Menu, Text, ThemeIcon, Title, UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { NODE_KINDS, PALETTE } from '../flow/node-kind.tsx';
import styles from './editor.module.css';

type OnAdd = (type: NodeType) => void;

/** The types of nodes: a click adds one behind the chosen node, a drag puts it where it is dropped. */
export function Palette({ onAdd }: { onAdd: OnAdd }) {
  const { t } = useTranslation();
  return (
    <div className={styles.palette} data-testid="palette">
      {PALETTE.map(({ name, types }) => (
        <section key={name}>
          <Title order={2} className={styles.paletteTitle}>
            {t(`palette.${name}`)}
          </Title>
          {types.map((type) => (
            <PaletteItem key={type} type={type} onAdd={onAdd} />
          ))}
        </section>
      ))}
    </div>
  );
}

function PaletteItem({ type, onAdd }: { type: NodeType; onAdd: OnAdd }) {
  const { t } = useTranslation();
  return (
    <UnstyledButton
      className={styles.paletteItem}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData('application/x-node', type);
        event.dataTransfer.effectAllowed = 'copy';
      }}
      onClick={() => onAdd(type)}
      title={t(`nodeTypeText.${type}`)}
      data-testid={`add-${type}`}
    >
      <KindIcon type={type} />
      {t(`nodeType.${type}`)}
    </UnstyledButton>
  );
}

function KindIcon({ type }: { type: NodeType }) {
  const { icon: Icon, color } = NODE_KINDS[type];
  return (
    <ThemeIcon variant="light" color={color} size={26} radius={7}>
      <Icon size={15} stroke={1.7} />
    </ThemeIcon>
  );
}

/** The same as a menu, where there is no room beside the canvas. */
export function PaletteMenu({ onAdd, children }: { onAdd: OnAdd; children: ReactElement }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {PALETTE.flatMap(({ types }) => types).map((type) => (
          <Menu.Item key={type} leftSection={<KindIcon type={type} />} onClick={() => onAdd(type)}>
            <Text size="sm">{t(`nodeType.${type}`)}</Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
