import type { Rule } from '../rule.ts';
import { BLACKLIST } from './blacklist.ts';
import { DYNAMIC } from './dynamic.ts';
import { LIBRARIES } from './libraries.ts';
import type { PythonModule } from './module.ts';
import { PROCESSES } from './processes.ts';
import { STATEMENTS } from './statements.ts';
import { TEXT } from './text.ts';

export const PYTHON_RULES: readonly Rule<PythonModule>[] = [
  ...[...STATEMENTS, ...TEXT, ...BLACKLIST],
  ...[...PROCESSES, ...LIBRARIES, ...DYNAMIC],
];
