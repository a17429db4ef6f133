import { useTranslation } from 'react-i18next';
import type { Agent } from './api-types.ts';

/** Names of built-in agents and tools in the reader's language; others as they are. */
export function useAgentText() {
  const { t, i18n } = useTranslation();
  return {
    agent({ id, name, description }: Agent) {
      const isKnown = i18n.exists(`agent.${id}.name`);
      return isKnown
        ? { name: t(`agent.${id}.name`), about: t(`agent.${id}.about`) }
        : { name, about: description };
    },
    toolText: (name: string, text: string) =>
      i18n.exists(`toolText.${name}`) ? t(`toolText.${name}`) : text,
    /** A tool's title where only the server's is known. */
    toolTitle: (name: string, title: string) => (i18n.exists(`tool.${name}`) ? t(`tool.${name}`) : title),
    tool: (name: string) => (i18n.exists(`tool.${name}`) ? t(`tool.${name}`) : name),
  };
}

/** An agent's name where only that is known of it. */
export function useAgentName(): (id: string, name: string) => string {
  const { t, i18n } = useTranslation();
  return (id, name) => (i18n.exists(`agent.${id}.name`) ? t(`agent.${id}.name`) : name);
}
