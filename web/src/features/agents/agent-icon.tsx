import { ThemeIcon } from '@mantine/core';
import {
  IconBook2,
  IconChartDots,
  IconCode,
  IconFeather,
  IconRobot,
  IconTestPipe,
} from '@tabler/icons-react';

const ICONS: Record<string, typeof IconRobot> = {
  code: IconCode,
  research: IconBook2,
  analysis: IconChartDots,
  creative: IconFeather,
  test: IconTestPipe,
};

export function AgentIcon({ id }: { id: string }) {
  const Icon = ICONS[id] ?? IconRobot;
  return (
    <ThemeIcon variant="light" size={38} radius="md">
      <Icon size={20} stroke={1.6} />
    </ThemeIcon>
  );
}
