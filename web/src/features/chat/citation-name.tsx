import { Text } from '@mantine/core';
import type { Citation } from '../../lib/api-types.ts';
import { useCitationPlace } from './citation-place.ts';

/** The document of a source and the place in it, on one line: several sources of one document are told apart by it. */
export function CitationName({ citation, size }: { citation: Citation; size: 'xs' | 'sm' }) {
  const place = useCitationPlace(citation);
  return (
    <Text span size={size} truncate>
      {citation.documentName}
      {place !== '' && (
        <Text span inherit c="dimmed">
          {` · ${place}`}
        </Text>
      )}
    </Text>
  );
}
