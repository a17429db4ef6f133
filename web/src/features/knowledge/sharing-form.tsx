import { ActionIcon, Group, Radio, Select, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeGrant } from '../../lib/api-types.ts';
import { useList } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import styles from './knowledge.module.css';

type Verb = KnowledgeGrant['verb'];
const VERBS: readonly Verb[] = ['read', 'edit'];

interface SharingFormProps {
  isPrivate: boolean;
  openLabel: string;
  openText: string;
  grants: readonly KnowledgeGrant[];
  /** Who made it sees it anyway. */
  makerId: string;
  error: unknown;
  onPrivate: (isPrivate: boolean) => void;
  onGive: (userId: string, verb: Verb) => void;
  onTake: (userId: string) => void;
}

/** Each choice is kept at once. */
export function SharingForm(props: SharingFormProps) {
  const { t } = useTranslation();
  const { isPrivate, openLabel, openText, onPrivate, error } = props;
  return (
    <Stack>
      <FormProblem error={error} />
      <Radio.Group
        aria-label={t('sharing.who')}
        value={isPrivate ? 'private' : 'open'}
        onChange={(value) => onPrivate(value === 'private')}
      >
        <Stack gap="sm">
          <Radio value="open" label={openLabel} description={openText} data-testid="sharing-open" />
          <Radio
            value="private"
            label={t('sharing.private')}
            description={t('sharing.privateText')}
            data-testid="sharing-private"
          />
        </Stack>
      </Radio.Group>
      {isPrivate && <People {...props} />}
    </Stack>
  );
}

function People({ grants, makerId, onGive, onTake }: SharingFormProps) {
  const { t } = useTranslation();
  const members = useList('GET /api/v1/members', {});
  const named = new Set([makerId, ...grants.map(({ userId }) => userId)]);
  const others = (members.data ?? []).filter(({ userId }) => !named.has(userId));
  return (
    <Stack gap="xs">
      <Select
        searchable
        label={t('sharing.add')}
        placeholder={t('sharing.addPlaceholder')}
        nothingFoundMessage={t('sharing.nobody')}
        data={others.map(({ userId, name, email }) => ({ value: userId, label: `${name} · ${email}` }))}
        value={null}
        onChange={(userId) => userId && onGive(userId, 'read')}
        data-testid="sharing-add"
      />
      {grants.length > 0 && (
        <ul className={styles.grants}>
          {grants.map((grant) => (
            <Person key={grant.userId} grant={grant} onGive={onGive} onTake={onTake} />
          ))}
        </ul>
      )}
    </Stack>
  );
}

function Person({
  grant: { userId, name, email, verb },
  onGive,
  onTake,
}: { grant: KnowledgeGrant } & Pick<SharingFormProps, 'onGive' | 'onTake'>) {
  const { t } = useTranslation();
  return (
    <li data-testid="sharing-person">
      <Group wrap="nowrap" gap="xs">
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text size="sm" fw={550} truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {email}
          </Text>
        </div>
        <Select
          w={130}
          size="xs"
          allowDeselect={false}
          aria-label={t('sharing.may', { name })}
          data={VERBS.map((value) => ({ value, label: t(`sharingVerb.${value}`) }))}
          value={verb}
          onChange={(value) => value && onGive(userId, value as Verb)}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('sharing.take', { name })}
          onClick={() => onTake(userId)}
        >
          <IconX size={16} />
        </ActionIcon>
      </Group>
    </li>
  );
}
