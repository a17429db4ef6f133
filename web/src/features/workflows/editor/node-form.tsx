import {
  Accordion,
  ActionIcon,
  Alert,
  Button,
  Group,
  Stack,
  Text,
  TextInput,
  ThemeIcon,
  Title,
} from '@mantine/core';
import { IconAlertTriangle, IconCornerDownRight, IconTrash, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type DraftNode, hasContents } from '../flow/draft.ts';
import { changeNode, removeNodes, renameNode } from '../flow/edit.ts';
import { NODE_KINDS } from '../flow/node-kind.tsx';
import frame from '../frame.module.css';
import { FieldInput } from './field-input.tsx';
import { changeAt, valueAt } from './field-value.ts';
import { IdInput } from './id-input.tsx';
import {
  FAILURE_FIELDS,
  FLOW_FIELDS,
  type NodeField,
  resultFieldsOf,
  SCHEDULING_FIELDS,
  TYPE_FIELDS,
} from './node-fields.ts';
import { ProblemText } from './problem-text.tsx';
import type { Editor } from './use-editor.ts';
import { useOptions } from './use-options.ts';
import type { PlacedProblem } from './use-problems.ts';

interface NodeFormProps {
  editor: Editor;
  node: DraftNode;
  problems: readonly PlacedProblem[];
  isReadOnly: boolean;
}

const SECTIONS = [
  { name: 'flow', fieldsOf: () => FLOW_FIELDS },
  { name: 'failure', fieldsOf: () => FAILURE_FIELDS },
  { name: 'scheduling', fieldsOf: () => SCHEDULING_FIELDS },
  { name: 'result', fieldsOf: resultFieldsOf },
] as const;

/** Everything about one node. What is specific to its type comes first. */
export function NodeForm({ editor, node, problems, isReadOnly }: NodeFormProps) {
  const { t } = useTranslation();
  const { draft, level, graph } = editor;
  const options = useOptions(graph, node);
  const inputsOf = (fields: readonly NodeField[]) =>
    fields.map((field) => (
      <FieldInput
        key={field.path.join('.')}
        field={field}
        value={valueAt(node, field.path)}
        options={options(field)}
        error={null}
        isReadOnly={isReadOnly}
        onChange={(value) =>
          editor.change(
            changeNode(draft, level, node.id, changeAt(node, field.path, value)),
            `${node.id}.${field.path.join('.')}`,
          )
        }
      />
    ));
  const title = (value: string) =>
    editor.change(changeNode(draft, level, node.id, { title: value || undefined }), `${node.id}.title`);
  return (
    <div className={frame.inner} data-testid="node-form">
      <Head editor={editor} node={node} isReadOnly={isReadOnly} />
      {problems.length > 0 && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={17} />} p="sm">
          <Stack gap={6}>
            {problems.map((problem) => (
              <ProblemText key={problem.code + problem.path.join('.')} problem={problem} />
            ))}
          </Stack>
        </Alert>
      )}
      {hasContents(node) && (
        <Button
          variant="light"
          leftSection={<IconCornerDownRight size={16} />}
          onClick={() => editor.go([...level, node.id])}
          data-testid="enter"
        >
          {t('flow.enter')}
        </Button>
      )}
      <Stack gap="sm">
        <TextInput
          label={t('nodeField.title')}
          value={node.title ?? ''}
          placeholder={node.id}
          maxLength={200}
          disabled={isReadOnly}
          onChange={({ currentTarget }) => title(currentTarget.value)}
          data-testid="field-title"
        />
        {inputsOf(TYPE_FIELDS[node.type])}
      </Stack>
      <Accordion
        multiple
        variant="default"
        chevronPosition="left"
        styles={{ content: { padding: '4px 0 12px' }, control: { paddingInline: 0 } }}
      >
        {SECTIONS.map(({ name, fieldsOf }) => (
          <Accordion.Item key={name} value={name}>
            <Accordion.Control data-testid={`section-${name}`}>
              <Text size="sm" fw={600}>
                {t(`nodeSection.${name}`)}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                {name === 'flow' && (
                  <IdInput
                    key={node.id}
                    id={node.id}
                    isReadOnly={isReadOnly}
                    onRename={(id) => {
                      const renamed = renameNode(draft, level, node.id, id);
                      editor.change(renamed, null, new Set([id]));
                      return renamed !== null;
                    }}
                  />
                )}
                {inputsOf(fieldsOf(node))}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </div>
  );
}

function Head({ editor, node, isReadOnly }: Pick<NodeFormProps, 'editor' | 'node' | 'isReadOnly'>) {
  const { t } = useTranslation();
  const { icon: Icon, color } = NODE_KINDS[node.type];
  return (
    <Group wrap="nowrap" gap="sm" align="flex-start">
      <ThemeIcon variant="light" color={color} size={38} radius="md">
        <Icon size={21} stroke={1.7} />
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Title order={2} size="h5" lineClamp={1}>
          {t(`nodeType.${node.type}`)}
        </Title>
        <Text size="xs" c="dimmed" lh={1.4}>
          {t(`nodeTypeText.${node.type}`)}
        </Text>
      </div>
      {!isReadOnly && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('common.delete')}
          onClick={() => editor.change(removeNodes(editor.draft, editor.level, new Set([node.id])))}
          data-testid="node-delete"
        >
          <IconTrash size={17} />
        </ActionIcon>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('common.close')}
        onClick={() => editor.select(new Set())}
      >
        <IconX size={17} />
      </ActionIcon>
    </Group>
  );
}
