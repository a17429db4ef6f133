import type { NodeType } from '@agenticgen/orchestrator/workflow';
import {
  IconArrowsJoin2,
  IconBell,
  IconBook2,
  IconBox,
  IconClock,
  IconCode,
  IconGitBranch,
  IconRepeat,
  IconRobot,
  IconSitemap,
  IconStack2,
  IconTool,
  IconUserCheck,
} from '@tabler/icons-react';

/** How each type of node looks, in the order of the palette. */
export const NODE_KINDS: { [T in NodeType]: { icon: typeof IconRobot; color: string } } = {
  agent: { icon: IconRobot, color: 'spruce' },
  tool: { icon: IconTool, color: 'indigo' },
  code: { icon: IconCode, color: 'blue' },
  knowledge: { icon: IconBook2, color: 'cyan' },
  approval: { icon: IconUserCheck, color: 'orange' },
  condition: { icon: IconGitBranch, color: 'grape' },
  map: { icon: IconStack2, color: 'violet' },
  loop: { icon: IconRepeat, color: 'violet' },
  workflow: { icon: IconSitemap, color: 'indigo' },
  delay: { icon: IconClock, color: 'gray' },
  wait: { icon: IconBell, color: 'orange' },
  join: { icon: IconArrowsJoin2, color: 'gray' },
  value: { icon: IconBox, color: 'gray' },
};

export const PALETTE: readonly { name: 'work' | 'people' | 'flow'; types: readonly NodeType[] }[] = [
  { name: 'work', types: ['agent', 'tool', 'code', 'knowledge', 'workflow', 'value'] },
  { name: 'people', types: ['approval', 'wait'] },
  { name: 'flow', types: ['condition', 'map', 'loop', 'join', 'delay'] },
];
