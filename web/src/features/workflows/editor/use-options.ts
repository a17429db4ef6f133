import { useTranslation } from 'react-i18next';
import { useCan, useList, useRead } from '../../../lib/queries.ts';
import { useAgentText } from '../../../lib/use-agent-text.ts';
import type { DraftGraph, DraftNode } from '../flow/draft.ts';
import { canFail, draftPorts, ERROR } from '../flow/ports.ts';
import type { Option } from './field-input.tsx';
import type { NodeField } from './node-fields.ts';

const ROLES = ['super_admin', 'admin', 'moderator', 'developer', 'analyst', 'editor', 'viewer'];
const named = ({ id, name }: { id: string; name: string }): Option => ({ value: id, label: name });

/** What can be chosen in the fields of a node that name something. */
export function useOptions(graph: DraftGraph, node: DraftNode | null): (field: NodeField) => Option[] {
  const { t } = useTranslation();
  const can = useCan();
  const text = useAgentText();
  const agents = useRead('GET /api/v1/agents', {});
  const tools = useRead('GET /api/v1/tools', {});
  const workflows = useList('GET /api/v1/workflows', {});
  const bases = useList('GET /api/v1/knowledge/bases', {}, { enabled: can('read', 'Knowledge') });
  const others = graph.nodes.filter(({ id }) => id !== node?.id);
  return ({ kind, path }) => {
    switch (kind) {
      case 'agent':
        return [
          { value: 'auto', label: t('chat.autoAgent') },
          ...(agents.data?.items ?? []).map((agent) => ({ value: agent.id, label: text.agent(agent).name })),
        ];
      case 'tool':
        return tools.data?.items.map(({ name }) => ({ value: name, label: text.tool(name) })) ?? [];
      case 'workflow':
        return workflows.data?.map(named) ?? [];
      case 'base':
        return bases.data?.map(named) ?? [];
      case 'node':
        return others.map((other) => ({ value: other.id, label: other.title || other.id }));
      case 'nodes':
        return others.flatMap(sourcesOf);
      case 'join':
        return [
          { value: 'all', label: t('editor.joinAll') },
          { value: 'any', label: t('editor.joinAny') },
          ...(node?.after ?? []).map((_, index) => ({
            value: String(index + 1),
            label: t('editor.joinCount', { number: index + 1 }),
          })),
        ];
      case 'texts':
        return path.at(-1) === 'roles' ? ROLES.map((role) => ({ value: role, label: role })) : [];
      default:
        return [];
    }
  };
}

/** The ways out of a node, as `after` names them. */
function sourcesOf(node: DraftNode): Option[] {
  const ports = [...draftPorts(node), ...(canFail(node) ? [ERROR] : [])];
  return ports.map((port) => {
    const source = port === 'done' ? node.id : `${node.id}:${port}`;
    return { value: source, label: source };
  });
}
