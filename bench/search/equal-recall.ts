// What a peer does at the recall of another: its settings are points of a line from fast to thorough.

export type PeerFigure = { ef: number; recall: number; perSecond: number; cpuMicros: number };
export type PeerRun = { buildMs: number; residentBytes: number; figures: PeerFigure[] };

/**
 * Between the two settings around a recall; of a setting that finds more at no less speed, the lesser ones don't
 * count. `undefined` where no setting finds as much.
 */
export function atRecall(
  figures: readonly PeerFigure[],
  recall: number,
  of: 'perSecond' | 'cpuMicros',
): number | undefined {
  const better = (a: number, b: number) => (of === 'perSecond' ? Math.max(a, b) : Math.min(a, b));
  const line: { recall: number; value: number }[] = [];
  for (const figure of figures.toSorted((a, b) => b.recall - a.recall)) {
    const last = line.at(-1);
    line.push({ recall: figure.recall, value: last ? better(last.value, figure[of]) : figure[of] });
  }
  const below = line.findIndex((point) => point.recall <= recall);
  if (below === -1) return line.at(-1)?.value;
  const [under, over] = [line[below], line[below - 1]];
  if (!under || !over) return under?.recall === recall ? under.value : undefined;
  const share = (recall - under.recall) / (over.recall - under.recall);
  return under.value + share * (over.value - under.value);
}
