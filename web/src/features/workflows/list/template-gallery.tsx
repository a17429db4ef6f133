import { SimpleGrid, Text, ThemeIcon, Title, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Template } from '../../../lib/api-types.ts';
import { useRead } from '../../../lib/queries.ts';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';
import { useTellProblem } from '../../../ui/use-confirm.tsx';
import { asDraft } from '../flow/draft.ts';
import { NODE_KINDS } from '../flow/node-kind.tsx';
import styles from './list.module.css';
import { useCreateWorkflow } from './use-create-workflow.ts';

const CATEGORIES = ['code', 'data', 'together'] as const;
const ABOUT_A_DAY_MS = 86_400_000;

/** Ready workflows; one click makes one's own of it. */
export function TemplateGallery() {
  const { t } = useTranslation();
  const templates = useRead('GET /api/v1/workflow-templates', {}, { staleTime: ABOUT_A_DAY_MS });
  return (
    <Loaded of={templates} loading={<LoadingRows rows={4} height={90} />}>
      {({ items }) => (
        <>
          {CATEGORIES.map((category) => (
            <section key={category}>
              <Title order={3} size="h6" mt="lg" mb="sm">
                {t(`templateCategory.${category}`)}
              </Title>
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
                {items
                  .filter((item) => item.category === category)
                  .map((item) => (
                    <TemplateButton key={item.id} template={item} />
                  ))}
              </SimpleGrid>
            </section>
          ))}
        </>
      )}
    </Loaded>
  );
}

function TemplateButton({ template }: { template: Template }) {
  const { t, i18n } = useTranslation();
  const tell = useTellProblem();
  const { make } = useCreateWorkflow();
  const [isBusy, setBusy] = useState(false);
  const isKnown = i18n.exists(`template.${template.id}.name`);
  const { name: own = '', description: about = '' } = template.definition as {
    name?: string;
    description?: string;
  };
  const name = isKnown ? t(`template.${template.id}.name`) : own;
  const description = isKnown ? t(`template.${template.id}.about`) : about;
  const use = () => {
    if (isBusy) return;
    setBusy(true);
    make({ ...template.definition, name, description })
      .catch(tell)
      .finally(() => setBusy(false));
  };
  return (
    <UnstyledButton
      className={styles.template ?? ''}
      onClick={use}
      data-busy={isBusy}
      data-testid={`template-${template.id}`}
    >
      <span className={styles.kinds}>
        {kindsOf(template).map((kind) => {
          const { icon: Icon, color } = NODE_KINDS[kind];
          return (
            <ThemeIcon key={kind} variant="light" color={color} size={26} radius={7}>
              <Icon size={15} stroke={1.7} />
            </ThemeIcon>
          );
        })}
      </span>
      <Text fw={600} size="sm">
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {description}
      </Text>
    </UnstyledButton>
  );
}

/** The types of its nodes, each once. */
function kindsOf({ definition }: Template): (keyof typeof NODE_KINDS)[] {
  return [...new Set(asDraft(definition)?.nodes.map(({ type }) => type) ?? [])];
}
