import { useTranslation } from 'react-i18next';
import { useList } from './queries.ts';

/** The names of people in the workspace; who has left it is somebody. */
export function useMemberName(): (userId: string) => string {
  const { t } = useTranslation();
  const members = useList('GET /api/v1/members', {});
  return (userId) => members.data?.find((member) => member.userId === userId)?.name ?? t('approvals.someone');
}
