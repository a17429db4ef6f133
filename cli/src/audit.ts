import { type AuditVerdict, readConfig, verifyAuditOf } from '@agenticgen/server';
import { type Command, CommandError, readOptions } from './command.ts';

const OPTIONS = { json: { type: 'boolean', default: false } } as const;

const WHY: Record<NonNullable<AuditVerdict['broken']>['reason'], string> = {
  missing: 'it is missing',
  changed: 'it is not what was written',
  head: 'the log should end elsewhere',
};

export const audit: Command = {
  summary: 'Check that the audit log is what was written',
  help: [
    'Usage: agenticgen audit verify [--json]',
    'Reads the data folder (DATA_DIR or DATABASE_URL, SECRET_KEY_FILE), beside a running server or without one.',
    'Exit code 1 where the chain is broken, with the first entry that does not hold.',
    'Write the head down elsewhere: a later log that does not have it was cut off.',
  ].join('\n'),
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, OPTIONS);
    if (positionals[0] !== 'verify') throw new CommandError('Cannot use audit: wanted "audit verify"');
    const verdict = await verifyAuditOf(readConfig(terminal.env));
    if (values.json) terminal.print(JSON.stringify(verdict));
    else terminal.print(sentence(verdict));
    return verdict.ok ? 0 : 1;
  },
};

function sentence({ entries, head, broken }: AuditVerdict): string {
  if (broken === null) return `${entries} entries hold. Head: ${head || 'none'}`;
  const { sequence, reason } = broken;
  return `Broken at entry ${sequence}: ${WHY[reason]}. ${entries} entries before it hold.`;
}
