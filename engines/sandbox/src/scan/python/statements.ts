import { hit, type Rule } from '../rule.ts';
import { field, type Syntax } from '../syntax.ts';
import type { PythonModule } from './module.ts';

/** `except:` or `except Exception:` whose body is one statement of that kind. */
const swallows = (id: string, statement: string, reason: string): Rule<PythonModule> => ({
  id,
  on: ['except_clause'],
  check(node) {
    const body = node.children.find(({ type }) => type === 'block')?.children ?? [];
    const value = field(node, 'value');
    const caught = value?.type === 'as_pattern' ? value.children[0] : value;
    const isBroad = !caught || (caught.type === 'identifier' && caught.text === 'Exception');
    return isBroad && body.length === 1 && body[0]?.type === statement
      ? hit('low', 'high', reason)
      : undefined;
  },
});

export const STATEMENTS: Rule<PythonModule>[] = [
  {
    id: 'B101',
    on: ['assert_statement'],
    check: (_node: Syntax) => hit('low', 'high', 'assert is gone where Python optimises'),
  },
  swallows('B110', 'pass_statement', 'Every error is passed over'),
  swallows('B112', 'continue_statement', 'Every error is passed over'),
];
