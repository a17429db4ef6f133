// What a document was before, and how it becomes that again.
import { ActionIcon, Badge, Group, Modal, Stack, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DocumentVersion, KnowledgeDocument } from '../../lib/api-types.ts';
import { usePages, useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useMemberName } from '../../lib/use-member-name.ts';
import { useCodeText } from '../../lib/use-problem-text.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { MoreButton } from '../../ui/rows.tsx';
import { Loaded, LoadingRows } from '../../ui/states.tsx';
import { useDownload } from '../../ui/use-file-url.ts';
import styles from './knowledge.module.css';
import { NewVersion, TOUCHED } from './new-version.tsx';

const VERSIONS = TOUCHED[0];
const LOOK_EVERY_MS = 2_000;

interface VersionsProps {
  document: KnowledgeDocument;
  mayEdit: boolean;
  onClose: () => void;
}

export function DocumentVersions({ document, mayEdit, onClose }: VersionsProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} size="lg" title={t('versions.title', { name: document.name })}>
      <Stack gap="md">
        {mayEdit && <NewVersion document={document} />}
        <History document={document} mayEdit={mayEdit} />
      </Stack>
    </Modal>
  );
}

function History({ document, mayEdit }: { document: KnowledgeDocument; mayEdit: boolean }) {
  const params = { id: document.baseId, documentId: document.id };
  const versions = usePages(VERSIONS, { params }, { refetchInterval: LOOK_EVERY_MS });
  const restore = useWrite(
    'POST /api/v1/knowledge/bases/{id}/documents/{documentId}/versions/{number}/restoration',
    TOUCHED,
  );
  return (
    <Loaded of={versions} loading={<LoadingRows rows={3} />}>
      {(items) => (
        <>
          <FormProblem error={restore.error} />
          <ol className={styles.versions}>
            {items.map((version) => (
              <VersionRow
                key={version.number}
                version={version}
                onRestore={
                  mayEdit && version.number !== document.latestVersion
                    ? () => restore.mutate({ params: { ...params, number: version.number } })
                    : null
                }
                isRestoring={restore.isPending}
              />
            ))}
          </ol>
          <MoreButton of={versions} />
        </>
      )}
    </Loaded>
  );
}

interface RowProps {
  version: DocumentVersion;
  onRestore: (() => void) | null;
  isRestoring: boolean;
}

function VersionRow({ version, onRestore, isRestoring }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useMemberName();
  const download = useDownload();
  const { number, name, fileId, size, createdAt, createdBy } = version;
  return (
    <li className={styles.version} data-testid="version-row" data-state={version.state}>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap="xs">
          <Text size="sm" fw={550}>
            {t('versions.number', { number })}
          </Text>
          <VersionBadge version={version} />
        </Group>
        <Text size="xs" c="dimmed">
          {[nameOf(createdBy), format.time(createdAt), format.bytes(size)].join(' · ')}
        </Text>
        <VersionDetail version={version} />
      </div>
      <Tooltip label={t('versions.download', { number })}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('versions.download', { number })}
          onClick={() => void download({ id: fileId, name })}
        >
          <IconDownload size={17} />
        </ActionIcon>
      </Tooltip>
      {onRestore && (
        <Tooltip label={t('versions.restore', { number })}>
          <ActionIcon
            variant="subtle"
            color="gray"
            disabled={isRestoring}
            aria-label={t('versions.restore', { number })}
            onClick={onRestore}
          >
            <IconArrowBackUp size={17} />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  );
}

function VersionBadge({ version: { state, isShown } }: { version: DocumentVersion }) {
  const { t } = useTranslation();
  const badge = (color: string, label: string) => (
    <Badge variant="light" color={color} tt="none" radius="sm">
      {label}
    </Badge>
  );
  if (state === 'ready') return isShown ? badge('spruce', t('versions.shown')) : null;
  return badge(state === 'failed' ? 'red' : 'gray', t(`documentState.${state}`));
}

function VersionDetail({ version }: { version: DocumentVersion }) {
  const { t } = useTranslation();
  const say = useCodeText();
  const { state, error, passages, restoredFrom } = version;
  if (state === 'failed' && error)
    return (
      <Text size="xs" c="var(--mantine-color-error)">
        {say(error.code, error.message)}
      </Text>
    );
  const parts = [
    ...(state === 'ready' ? [t('knowledge.passages', { count: passages })] : []),
    ...(restoredFrom === null ? [] : [t('versions.restoredFrom', { number: restoredFrom })]),
  ];
  return parts.length === 0 ? null : (
    <Text size="xs" c="dimmed">
      {parts.join(' · ')}
    </Text>
  );
}
