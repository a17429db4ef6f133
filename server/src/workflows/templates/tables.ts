import { type Template, texts } from './template.ts';

const SAMPLE = 'month,sales,costs\nJan,12,7\nFeb,15,9\nMar,11,8\nApr,19,10\nMay,23,12\n';
const csv = { title: 'Table (CSV with a header)', default: SAMPLE };

const READ = ['import io', 'import pandas as pd', 'table = pd.read_csv(io.StringIO(inputs["csv"]))'];

const DESCRIBE = [
  ...READ,
  'numbers = table.select_dtypes("number")',
  'result = {',
  '    "rows": int(len(table)),',
  '    "columns": {name: str(kind) for name, kind in table.dtypes.items()},',
  '    "missing": {name: int(count) for name, count in table.isna().sum().items()},',
  '    "numbers": {name: {key: float(value) for key, value in column.describe().dropna().items()} for name, column in numbers.items()},',
  '}',
].join('\n');

const PLOT = [
  ...READ,
  'import matplotlib.pyplot as plt',
  'numbers = table.select_dtypes("number")',
  'labels = table[table.columns[0]] if table.columns[0] not in numbers else table.index',
  'figure, axes = plt.subplots(figsize=(7, 4))',
  'for name in numbers: axes.plot(labels, numbers[name], marker="o", label=name)',
  'axes.legend()',
  'axes.grid(alpha=0.3)',
  'figure.tight_layout()',
  'result = {"lines": list(numbers.columns)}',
].join('\n');

const FINDINGS = [
  ...READ,
  'numbers = table.select_dtypes("number")',
  'pairs = []',
  'names = list(numbers.columns)',
  'for i, a in enumerate(names):',
  '    for b in names[i + 1:]:',
  '        r = numbers[a].corr(numbers[b])',
  '        if r == r: pairs.append({"kind": "correlation", "columns": [a, b], "value": round(float(r), 3)})',
  'outliers = []',
  'for name in names:',
  '    spread = numbers[name].std()',
  '    if spread and spread > 0:',
  '        far = table[(numbers[name] - numbers[name].mean()).abs() > 2 * spread]',
  '        for index in far.index[:5]: outliers.append({"kind": "outlier", "columns": [name], "row": int(index), "value": float(numbers[name][index])})',
  'result = sorted(pairs, key=lambda p: -abs(p["value"]))[:5] + outliers',
].join('\n');

const analysis: Template = {
  id: 'data-analysis',
  category: 'data',
  definition: {
    name: 'Data analysis',
    description: 'Describes a table in numbers and has them explained.',
    input: texts({ csv }),
    nodes: [
      { id: 'describe', type: 'code', title: 'Describe', code: DESCRIBE, inputs: { csv: '{{input.csv}}' } },
      {
        id: 'explain',
        type: 'agent',
        agent: 'analysis',
        title: 'Explain',
        after: ['describe'],
        task: 'Explain what these numbers say, briefly and with units where they are known.',
        context: '{{nodes.describe.result}}',
        onError: 'continue',
      },
    ],
    output: {
      numbers: '{{nodes.describe.result}}',
      explanation: '{{nodes.explain != null ? nodes.explain.text : ""}}',
    },
  },
};

const visualisation: Template = {
  id: 'visualisation',
  category: 'data',
  definition: {
    name: 'Visualisation',
    description: 'Draws the numbers of a table.',
    input: texts({ csv }),
    nodes: [{ id: 'draw', type: 'code', title: 'Draw', code: PLOT, inputs: { csv: '{{input.csv}}' } }],
    output: { lines: '{{nodes.draw.result.lines}}', files: '{{nodes.draw.files}}' },
  },
};

const report: Template = {
  id: 'report',
  category: 'data',
  definition: {
    name: 'Report',
    description: 'Describes and draws a table at the same time, and writes both up.',
    input: texts({ csv, title: { title: 'Title', default: 'Monthly report' } }),
    nodes: [
      { id: 'describe', type: 'code', title: 'Describe', code: DESCRIBE, inputs: { csv: '{{input.csv}}' } },
      { id: 'draw', type: 'code', title: 'Draw', code: PLOT, inputs: { csv: '{{input.csv}}' } },
      {
        id: 'write',
        type: 'agent',
        agent: 'creative',
        title: 'Write',
        after: ['describe', 'draw'],
        task: 'Write a short report called "{{input.title}}" from these numbers.',
        context: '{{nodes.describe.result}}',
      },
    ],
    output: {
      title: '{{input.title}}',
      text: '{{nodes.write.text}}',
      numbers: '{{nodes.describe.result}}',
      files: '{{nodes.draw.files}}',
    },
  },
};

const insight: Template = {
  id: 'insight-extraction',
  category: 'data',
  definition: {
    name: 'Insight extraction',
    description: 'Looks for correlations and outliers, and goes through each finding.',
    input: texts({ csv }),
    nodes: [
      {
        id: 'look',
        type: 'code',
        title: 'Look',
        code: FINDINGS,
        inputs: { csv: '{{input.csv}}' },
        output: { type: 'array' },
      },
      {
        id: 'each',
        type: 'map',
        title: 'Each finding',
        after: ['look'],
        over: 'nodes.look.result',
        concurrency: 3,
        maxItems: 20,
        onItemError: 'collect',
        do: {
          nodes: [
            {
              id: 'weigh',
              type: 'agent',
              agent: 'analysis',
              title: 'Weigh',
              task: 'Say in one sentence what this finding may mean and how sure it is.',
              context: '{{item}}',
            },
          ],
          output: { finding: '{{item}}', meaning: '{{nodes.weigh.text}}' },
        },
      },
    ],
  },
};

export const tableTemplates: readonly Template[] = [analysis, visualisation, report, insight];
