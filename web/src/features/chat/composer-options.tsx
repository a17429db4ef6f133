import { Button, Menu, Text } from '@mantine/core';
import { IconCheck, IconChevronDown, IconCpu, IconRobot, IconRoute } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useList, useRead } from '../../lib/queries.ts';
import styles from './composer.module.css';
import { ROUTES, stillOffered, type TurnOptions } from './turn-options.ts';

interface Choice {
  value: string | undefined;
  label: string;
  text?: string | undefined;
}

interface OptionProps {
  name: string;
  icon: ReactNode;
  value: string | undefined;
  choices: readonly Choice[];
  onChoose: (value: string | undefined) => void;
}

function Option({ name, icon, value, choices, onChoose }: OptionProps) {
  const chosen = choices.find((choice) => choice.value === value) ?? choices[0];
  return (
    <Menu position="top-start" width={280}>
      <Menu.Target>
        <Button
          variant="subtle"
          color={value ? 'spruce' : 'gray'}
          size="compact-sm"
          flex="none"
          fw={500}
          leftSection={icon}
          rightSection={<IconChevronDown size={13} />}
          aria-label={`${name}: ${chosen?.label ?? ''}`}
          className={styles.option ?? ''}
          data-pinned={value !== undefined}
        >
          {chosen?.label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        <Menu.Label>{name}</Menu.Label>
        {choices.map((choice) => (
          <Menu.Item
            key={choice.value ?? ''}
            onClick={() => onChoose(choice.value)}
            rightSection={choice.value === value ? <IconCheck size={16} /> : null}
          >
            <Text size="sm">{choice.label}</Text>
            {choice.text && (
              <Text size="xs" c="dimmed">
                {choice.text}
              </Text>
            )}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ComposerOptionsProps {
  value: TurnOptions;
  onChange: (value: TurnOptions) => void;
}

/** Reads what may be chosen, and forgets what was and no longer may: else it would be sent unseen, and refused. */
function useOffered({ value, onChange }: ComposerOptionsProps) {
  const all = useRead('GET /api/v1/agents', {}, { staleTime: 60_000 }).data?.items;
  const agents = all?.filter(({ state }) => state === 'enabled');
  const models = useList('GET /api/v1/models', {}).data;
  useEffect(() => {
    const kept = stillOffered(value, { agents, models });
    if (kept !== value) onChange(kept);
  });
  return { agents: agents ?? [], models: models ?? [] };
}

/** Agent, route and model of the next answer. */
export function ComposerOptions({ value, onChange }: ComposerOptionsProps) {
  const { t, i18n } = useTranslation();
  const { agents, models } = useOffered({ value, onChange });
  const about = (id: string, text: string) =>
    i18n.exists(`agent.${id}.about`) ? t(`agent.${id}.about`) : text;
  const nameOf = (id: string, name: string) =>
    i18n.exists(`agent.${id}.name`) ? t(`agent.${id}.name`) : name;
  return (
    <>
      <Option
        name={t('chat.agent')}
        icon={<IconRobot size={15} />}
        value={value.agent}
        onChoose={(agent) => onChange({ ...value, agent })}
        choices={[
          { value: undefined, label: t('chat.autoAgent'), text: t('chat.autoAgentText') },
          ...agents.map(({ id, name, description }) => ({
            value: id,
            label: nameOf(id, name),
            text: about(id, description),
          })),
        ]}
      />
      <Option
        name={t('chat.route')}
        icon={<IconRoute size={15} />}
        value={value.route}
        onChoose={(route) => onChange({ ...value, route: route as TurnOptions['route'] })}
        choices={[
          { value: undefined, label: t('chat.autoRoute'), text: t('chat.autoRouteText') },
          ...ROUTES.map((route) => ({
            value: route,
            label: t(`route.${route}`),
            text: t(`routeText.${route}`),
          })),
        ]}
      />
      {models.length > 0 && (
        <Option
          name={t('chat.model')}
          icon={<IconCpu size={15} />}
          value={value.model}
          onChoose={(model) => onChange({ ...value, model })}
          choices={[
            {
              value: undefined,
              label: models.find((model) => model.isDefault)?.name ?? t('chat.defaultModel'),
              text: t('chat.defaultModel'),
            },
            ...models.map(({ id, name, provider }) => ({ value: id, label: name, text: provider.name })),
          ]}
        />
      )}
    </>
  );
}
