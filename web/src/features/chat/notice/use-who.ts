import { useTranslation } from 'react-i18next';
import { useList } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';

/** More names than this say less than the roles. */
const MAX_NAMES = 4;
const ASKER = 'owner';

/** Names of people, and who has one of some roles. */
export function useWho() {
  const { t, i18n } = useTranslation();
  const { language } = useFormat();
  const members = useList('GET /api/v1/members', {}).data ?? [];
  const list = (names: readonly string[]) =>
    new Intl.ListFormat(language, { type: 'disjunction' }).format(names);
  const nameOf = (id: string | undefined) =>
    members.find(({ userId }) => userId === id)?.name ?? t('approvals.someone');
  /** The people where they are few, else the roles; 'owner' stands for the person who asked. */
  const allOf = (roles: readonly string[]) => {
    const names = members.filter(({ role }) => roles.includes(role)).map(({ name }) => name);
    const known = roles.filter((role) => role !== ASKER && i18n.exists(`role.${role}`));
    const few = names.length > 0 && names.length <= MAX_NAMES;
    const shown = few ? names : known.map((role) => t(`role.${role}` as 'role.admin'));
    return list(roles.includes(ASKER) ? [...shown, t('chat.wait.asker')] : shown);
  };
  return { nameOf, allOf };
}
