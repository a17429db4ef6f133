import { Badge, Button, Drawer, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Citation } from '../../lib/api-types.ts';
import { withoutHeading } from '../../lib/passage-text.ts';
import styles from './citation.module.css';
import { CitationName } from './citation-name.tsx';
import { useCitationPlace } from './citation-place.ts';

interface CitationPanelProps {
  shown: Citation | null;
  all: readonly Citation[];
  onShow: (citation: Citation) => void;
  onClose: () => void;
}

/** The passage that an answer rests on, with the way to its place in the document. */
export function CitationPanel({ shown, all, onShow, onClose }: CitationPanelProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={shown !== null}
      onClose={onClose}
      position="right"
      size={420}
      overlayProps={{ backgroundOpacity: 0.2 }}
      title={t('chat.sources')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {shown && (
        <Stack data-testid="citation-panel">
          <Passage citation={shown} />
          {all.length > 1 && (
            <Stack gap={2} mt="md">
              <Text size="xs" fw={600} c="dimmed" mb={4}>
                {t('chat.allSources')}
              </Text>
              {all.map((citation) => (
                <UnstyledButton
                  key={citation.index}
                  className={styles.source}
                  aria-current={citation.index === shown.index}
                  onClick={() => onShow(citation)}
                >
                  <Badge size="sm" variant="light" radius="sm">
                    {citation.index}
                  </Badge>
                  <CitationName citation={citation} size="sm" />
                </UnstyledButton>
              ))}
            </Stack>
          )}
        </Stack>
      )}
    </Drawer>
  );
}

function Passage({ citation }: { citation: Citation }) {
  const { t } = useTranslation();
  const { documentName, heading, quote, baseId, documentId, passageId, start, end } = citation;
  const place = useCitationPlace(citation);
  return (
    <>
      <div>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {documentName}
        </Text>
        {place !== '' && (
          <Text size="sm" c="dimmed">
            {place}
          </Text>
        )}
      </div>
      <blockquote className={styles.quote} style={{ margin: 0 }}>
        {withoutHeading(quote, heading)}
      </blockquote>
      <Button
        renderRoot={(props) => (
          <Link
            to="/knowledge/$baseId/$documentId"
            params={{ baseId, documentId }}
            search={{ passage: passageId, start, end }}
            {...props}
          />
        )}
        variant="light"
        leftSection={<IconExternalLink size={16} />}
        data-testid="citation-open-document"
      >
        {t('chat.openDocument')}
      </Button>
    </>
  );
}
