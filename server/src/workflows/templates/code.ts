import { type Template, texts } from './template.ts';

const generation: Template = {
  id: 'code-generation',
  category: 'code',
  definition: {
    name: 'Code generation',
    description: 'Writes a program for a task, runs it, and has it tested.',
    input: texts({ task: { title: 'What the program does', default: 'what is 6*7?' } }),
    nodes: [
      { id: 'write', type: 'agent', agent: 'code', title: 'Write and run', task: '{{input.task}}' },
      {
        id: 'check',
        type: 'agent',
        agent: 'test',
        title: 'Test',
        after: ['write'],
        task: 'Write and run test cases for this program.\n\n{{nodes.write.text}}',
        onError: 'continue',
        timeoutMs: 300_000,
      },
    ],
    output: { program: '{{nodes.write.text}}', tests: '{{nodes.check != null ? nodes.check.text : ""}}' },
  },
};

const review: Template = {
  id: 'code-review',
  category: 'code',
  definition: {
    name: 'Code review',
    description: 'Measures a program, reads it from three sides at once, and joins what was found.',
    input: texts({ code: { title: 'Program (Python)', default: 'def add(a, b):\n    return a+b\n' } }),
    nodes: [
      {
        id: 'measure',
        type: 'code',
        title: 'Measure',
        inputs: { code: '{{input.code}}' },
        code: [
          'import ast',
          'tree = ast.parse(inputs["code"])',
          'functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]',
          'length = lambda node: node.end_lineno - node.lineno + 1',
          'result = {',
          '    "lines": len(inputs["code"].splitlines()),',
          '    "functions": [{"name": f.name, "lines": length(f), "documented": ast.get_docstring(f) is not None} for f in functions],',
          '}',
        ].join('\n'),
      },
      ...(['correctness', 'security', 'clarity'] as const).map((side) => ({
        id: side,
        type: 'agent' as const,
        agent: 'code',
        title: side[0]!.toUpperCase() + side.slice(1),
        after: ['measure'],
        task: `Review this program for ${side}. Name lines and say how to mend them.`,
        context: { program: '{{input.code}}', measures: '{{nodes.measure.result}}' },
        onError: 'continue' as const,
      })),
    ],
    output: {
      measures: '{{nodes.measure.result}}',
      correctness: '{{nodes.correctness != null ? nodes.correctness.text : ""}}',
      security: '{{nodes.security != null ? nodes.security.text : ""}}',
      clarity: '{{nodes.clarity != null ? nodes.clarity.text : ""}}',
    },
  },
};

/** Runs the given program in the sandbox's own interpreter and says how that went, whatever it does. */
const RUN_AND_CATCH = [
  'import contextlib, io, traceback',
  'printed = io.StringIO()',
  'error = None',
  'with contextlib.redirect_stdout(printed):',
  '    try:',
  '        exec(compile(inputs["code"], "program.py", "exec"), {"__name__": "__main__"})',
  '    except BaseException as problem:',
  '        error = "".join(traceback.format_exception_only(type(problem), problem)).strip()',
  'result = {"ok": error is None, "printed": printed.getvalue()[-10000:], "error": error}',
].join('\n');

const bugFix: Template = {
  id: 'bug-fix',
  category: 'code',
  definition: {
    name: 'Bug fix',
    description: 'Runs a program to see it fail, has it mended, and asks a person before the mend counts.',
    input: texts({
      code: { title: 'Program (Python)', default: 'print(1/0)' },
      expected: { title: 'What it does instead', default: 'It prints a number' },
    }),
    nodes: [
      {
        id: 'reproduce',
        type: 'code',
        title: 'See it fail',
        code: RUN_AND_CATCH,
        inputs: { code: '{{input.code}}' },
      },
      {
        id: 'fails',
        type: 'condition',
        title: 'Does it fail?',
        after: ['reproduce'],
        cases: [{ port: 'yes', when: 'nodes.reproduce.result.ok == false' }],
      },
      {
        id: 'mend',
        type: 'agent',
        agent: 'code',
        title: 'Mend',
        after: ['fails:yes'],
        task: 'Find the cause of this failure and mend the program: {{nodes.reproduce.result.error}}',
        context: { program: '{{input.code}}', expected: '{{input.expected}}' },
      },
      {
        id: 'accept',
        type: 'approval',
        title: 'Accept the mend',
        after: ['mend'],
        question: 'Is this mend right?',
        payload: { mend: '{{nodes.mend.text}}' },
        editable: true,
      },
    ],
    output: {
      failed: '{{nodes.reproduce.result}}',
      mend: '{{nodes.accept != null ? nodes.accept.payload : null}}',
    },
  },
};

const refactoring: Template = {
  id: 'refactoring',
  category: 'code',
  definition: {
    name: 'Refactoring',
    description: 'Keeps what a program prints, has it rewritten, and runs it before and after.',
    input: texts({
      code: {
        title: 'Program (Python)',
        default: 'total = 0\nfor n in range(5):\n    total = total + n\nprint(total)\n',
      },
      goal: { title: 'What becomes better', default: 'shorter and clearer' },
    }),
    nodes: [
      {
        id: 'before',
        type: 'code',
        title: 'Run before',
        code: RUN_AND_CATCH,
        inputs: { code: '{{input.code}}' },
      },
      {
        id: 'rewrite',
        type: 'agent',
        agent: 'code',
        title: 'Rewrite',
        after: ['before'],
        task: 'Rewrite this program so that it prints the same. Goal: {{input.goal}}\n\n```python\n{{input.code}}\n```',
      },
      {
        id: 'compare',
        type: 'agent',
        agent: 'test',
        title: 'Compare',
        after: ['rewrite'],
        task: 'Check that the rewritten program prints what the old one printed.',
        context: { printed: '{{nodes.before.result.printed}}', rewritten: '{{nodes.rewrite.text}}' },
        onError: 'continue',
      },
    ],
    output: {
      printed: '{{nodes.before.result.printed}}',
      rewritten: '{{nodes.rewrite.text}}',
      check: '{{nodes.compare != null ? nodes.compare.text : ""}}',
    },
  },
};

export const codeTemplates: readonly Template[] = [generation, review, bugFix, refactoring];
