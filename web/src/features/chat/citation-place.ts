import { useTranslation } from 'react-i18next';
import type { Citation } from '../../lib/api-types.ts';

/** Where in its document a passage stands: page and heading, as far as they are known. */
export function useCitationPlace({ page, heading }: Pick<Citation, 'page' | 'heading'>): string {
  const { t } = useTranslation();
  return [page === null ? null : t('chat.page', { page }), heading]
    .filter((part) => part !== null && part !== '')
    .join(' · ');
}
