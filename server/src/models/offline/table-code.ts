/** What a question wants of a table. */
export interface TableTask {
  file: string;
  question: string;
}

const PLOT = /\b(plot|chart|graph|histogram|scatter|visuali[sz]e|draw|figure)\b|画|图|可视化/i;

const KINDS: [RegExp, string][] = [
  [/\b(histogram|distribution)\b|直方图|分布/i, 'hist'],
  [/\b(scatter|against|versus|vs)\b|散点/i, 'scatter'],
  [/\b(bar|compare|per|by category)\b|柱状|条形|比较/i, 'bar'],
  [/\bpie\b|饼图/i, 'pie'],
];

export function wantsPlot(question: string): boolean {
  return PLOT.test(question);
}

function kindOf(question: string): string {
  return KINDS.find(([pattern]) => pattern.test(question))?.[1] ?? 'line';
}

const AGGREGATES: [RegExp, string][] = [
  [/\b(average|mean)\b|平均/i, 'mean'],
  [/\b(sum|total)\b|总和|合计|总计|总共/i, 'sum'],
  [/\b(max|maximum|highest|largest|most)\b|最大|最高|最多/i, 'max'],
  [/\b(min|minimum|lowest|smallest|least)\b|最小|最低|最少/i, 'min'],
  [/\bmedian\b|中位/i, 'median'],
  [/\b(count|how many)\b|多少行|几行|数量/i, 'count'],
];

function aggregateOf(question: string): string {
  return AGGREGATES.find(([pattern]) => pattern.test(question))?.[1] ?? '';
}

/** A string that is the same in Python as in JSON. */
const literal = (text: string) => JSON.stringify(text);

const HEAD = ({ file, question }: TableTask) => `import io

import pandas as pd

file = ${literal(file)}
question = ${literal(question.toLowerCase())}

def read_text_table(file):
    for encoding in ("utf-8-sig", "gb18030", "cp1252"):
        try:
            text = open(file, encoding=encoding, newline="").read()
            break
        except UnicodeDecodeError:
            continue
    first = text.split("\\n", 1)[0]
    separator = max(",;\\t|", key=first.count)
    return pd.read_csv(io.StringIO(text), sep=separator)

if file.endswith((".xlsx", ".xls")):
    table = pd.read_excel(file)
elif file.endswith(".json"):
    table = pd.read_json(file)
else:
    table = read_text_table(file)

numbers = [c for c in table.columns if pd.api.types.is_numeric_dtype(table[c])]
others = [c for c in table.columns if c not in numbers]
named = [c for c in table.columns if str(c).lower() in question]
`;

const PLOT_BODY = (kind: string) => `
import matplotlib.pyplot as plt

plt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "Noto Sans CJK JP", "DejaVu Sans"]
kind = ${literal(kind)}
y = [c for c in named if c in numbers] or numbers[:3]
if not y:
    raise SystemExit("The table has no column of numbers to plot")
x = next((c for c in named if c in others), others[0] if others else None)

figure, axes = plt.subplots(figsize=(8, 4.5))
if kind == "hist":
    table[y].plot.hist(ax=axes, alpha=0.7, bins=20)
elif kind == "scatter" and len(numbers) >= 2:
    left, right = (y + [c for c in numbers if c not in y])[:2]
    table.plot.scatter(x=left, y=right, ax=axes)
elif kind == "pie" and x is not None:
    table.groupby(x)[y[0]].sum().plot.pie(ax=axes, ylabel="")
elif kind == "bar" and x is not None:
    table.groupby(x, sort=False)[y].sum().plot.bar(ax=axes)
elif x is not None:
    table.plot(x=x, y=y, marker="o", ax=axes)
else:
    table[y].plot(ax=axes)
axes.set_title(", ".join(map(str, y)))
figure.tight_layout()
print(f"{len(table)} rows; plotted {', '.join(map(str, y))}" + (f" by {x}" if x is not None else ""))
`;

const TOTAL_BODY = (aggregate: string) => `
aggregate = ${literal(aggregate)}
y = [c for c in named if c in numbers] or numbers
groups = [c for c in named if c in others]
print(f"{len(table)} rows, {len(table.columns)} columns: {', '.join(map(str, table.columns))}")
if aggregate and groups and y:
    print(table.groupby(groups)[y].agg(aggregate).to_string())
elif aggregate and y:
    print(table[y].agg(aggregate).to_string())
else:
    print(table.head(5).to_string())
    print(table.describe(include="all").to_string())
missing = table.isna().sum()
if missing.any():
    print("Missing values:", missing[missing > 0].to_dict())
`;

/** A Python program that plots, totals or describes the table: columns that the question names come first. */
export function tableCode(task: TableTask): string {
  const { question } = task;
  const body = wantsPlot(question) ? PLOT_BODY(kindOf(question)) : TOTAL_BODY(aggregateOf(question));
  return `${HEAD(task)}${body}`;
}
