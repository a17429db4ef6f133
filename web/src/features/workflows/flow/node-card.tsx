import { Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconChevronRight } from '@tabler/icons-react';
import { Handle, type NodeProps, Position, useUpdateNodeInternals } from '@xyflow/react';
import { memo, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card } from './card.ts';
import { CardFoot } from './card-foot.tsx';
import { type DraftNode, hasContents } from './draft.ts';
import styles from './flow.module.css';
import { HEAD_HEIGHT } from './layout.ts';
import { NODE_KINDS } from './node-kind.tsx';
import { canFail, DONE, ERROR, hasDone, rowPorts } from './ports.ts';
import { usePortText } from './use-port-text.ts';

/** A node on the canvas: what it is, where arrows go in and out, and its state in a run. */
export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<Card>) {
  const { t } = useTranslation();
  const portText = usePortText();
  const { node, problems, run } = data;
  const rows = rowPorts(node);
  const update = useUpdateNodeInternals();
  const ports = rows.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the canvas has to look again when ports were renamed
  useEffect(() => update(id), [id, ports, update]);
  const { icon: Icon, color } = NODE_KINDS[node.type];
  return (
    <div
      className={styles.card}
      data-selected={selected}
      data-state={run?.state}
      data-problem={problems > 0}
      data-editable={data.isEditable}
      data-testid={`node-${id}`}
    >
      <Handle type="target" id="in" position={Position.Left} className={styles.handle ?? ''} style={HEAD} />
      <div className={styles.head}>
        <ThemeIcon variant="light" color={color} size={34} radius={9}>
          <Icon size={19} stroke={1.7} />
        </ThemeIcon>
        <div className={styles.names}>
          <Text size="sm" fw={600} truncate lh={1.3}>
            {node.title || id}
          </Text>
          <Text size="xs" c="dimmed" truncate lh={1.35}>
            {subtitle(node, t(`nodeType.${node.type}`))}
          </Text>
        </div>
        {problems > 0 && (
          <IconAlertTriangle
            size={17}
            className={styles.warning}
            aria-label={t('flow.problems', { count: problems })}
          />
        )}
        {hasContents(node) && <IconChevronRight size={16} className={styles.enter} aria-hidden />}
      </div>
      {rows.map((port) => (
        <div key={port} className={styles.port}>
          <Text size="xs" c="dimmed" truncate>
            {portText(port)}
          </Text>
          <Handle type="source" id={port} position={Position.Right} className={styles.handle ?? ''} />
        </div>
      ))}
      {run && <CardFoot run={run} />}
      {hasDone(node) && (
        <Handle
          type="source"
          id={DONE}
          position={Position.Right}
          className={styles.handle ?? ''}
          style={HEAD}
        />
      )}
      {canFail(node) && (
        <Handle
          type="source"
          id={ERROR}
          position={Position.Bottom}
          className={`${styles.handle} ${styles.failing}`}
          title={portText(ERROR)}
        />
      )}
    </div>
  );
});

const HEAD = { top: HEAD_HEIGHT / 2 };

/** The type and what it works with. */
function subtitle(node: DraftNode, type: string): string {
  const what = node['agent'] ?? node['tool'] ?? node['language'] ?? node['workflow'];
  return typeof what === 'string' && what !== '' ? `${type} · ${what}` : type;
}
