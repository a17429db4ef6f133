import type { Cells } from './cells.ts';

export interface Series {
  /** One for each label of the family, in its order. */
  values: readonly string[];
  cells: readonly number[];
}

export interface Family {
  type: 'counter' | 'gauge' | 'histogram';
  name: string;
  help: string;
  labels: readonly string[];
  buckets: readonly number[];
  series: Series[];
}

const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeValue = (text: string) => escapeHelp(text).replaceAll('"', '\\"');

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}

function labelled(name: string, labels: readonly string[], values: readonly string[]): string {
  if (labels.length === 0) return name;
  const pairs = labels.map((label, index) => `${label}="${escapeValue(values[index] ?? '')}"`);
  return `${name}{${pairs.join(',')}}`;
}

function histogramLines({ name, labels, buckets }: Family, { values, cells }: Series, all: Cells): string[] {
  const [count, sum] = cells.slice(-2).map((cell) => all.read(cell)) as [number, number];
  let total = 0;
  const lines = buckets.map((bound, index) => {
    total += all.read(cells[index] as number);
    return `${labelled(`${name}_bucket`, [...labels, 'le'], [...values, number(bound)])} ${total}`;
  });
  return [
    ...lines,
    `${labelled(`${name}_bucket`, [...labels, 'le'], [...values, '+Inf'])} ${count}`,
    `${labelled(`${name}_sum`, labels, values)} ${number(sum)}`,
    `${labelled(`${name}_count`, labels, values)} ${count}`,
  ];
}

function linesOf(family: Family, series: Series, all: Cells): string[] {
  if (family.type === 'histogram') return histogramLines(family, series, all);
  const value = all.read(series.cells[0] as number);
  return [`${labelled(family.name, family.labels, series.values)} ${number(value)}`];
}

/** Prometheus text exposition format 0.0.4. Families without a series yet are left out. */
export function render(families: readonly Family[], cells: Cells): string {
  return families
    .filter((family) => family.series.length > 0)
    .flatMap((family) => [
      `# HELP ${family.name} ${escapeHelp(family.help)}`,
      `# TYPE ${family.name} ${family.type}`,
      ...family.series.flatMap((series) => linesOf(family, series, cells)),
    ])
    .map((line) => `${line}\n`)
    .join('');
}
