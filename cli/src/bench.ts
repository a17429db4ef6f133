import { type Command, CommandError, readOptions } from './command.ts';

const BENCHES = [
  'http',
  'chat',
  'start',
  'orchestrator',
  'scheduler',
  'sandbox',
  'scan',
  'tools',
  'retrieval',
  'citations',
  'search',
  'ingestion',
] as const;
const OPTIONS = { json: { type: 'boolean', default: false } } as const;

interface Report {
  bench: string;
  missing?: string[];
  figures: { name: string; value: number; unit: string; goal?: string; met?: boolean; ratio?: number }[];
}

export const bench: Command = {
  summary:
    'Measure this machine: http, chat, start, orchestrator, scheduler, sandbox, scan, tools, retrieval, citations, search or ingestion',
  help: `Usage: agenticgen bench ${BENCHES.join('|')} [--json]`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    const name = BENCHES.find((known) => known === positionals[0]);
    if (!name) throw new CommandError(`Cannot measure: wanted one of ${BENCHES.join(', ')}`);
    const { measure } = (await import(`../../bench/${name}.ts`)) as { measure(): Promise<Report> };
    const report = await measure();
    if (values.json) terminal.print(JSON.stringify(report));
    else {
      for (const { name: figure, value, unit, goal, met, ratio } of report.figures) {
        const verdict = goal === undefined ? '' : `  goal ${goal}: ${met ? 'met' : 'missed'}`;
        terminal.print(
          `${figure.padEnd(44)} ${value} ${unit}${ratio === undefined ? '' : `  ratio ${ratio}`}${verdict}`,
        );
      }
      for (const missing of report.missing ?? []) terminal.print(`Not measured: ${missing}`);
    }
    return 0;
  },
};
