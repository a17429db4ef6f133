import { Drawer, ScrollArea } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeRun } from '../../../lib/api-types.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { Loaded } from '../../../ui/states.tsx';
import { arrowsOf, cardsOf } from '../flow/card.ts';
import { type Draft, type DraftNode, graphAt, hasContents } from '../flow/draft.ts';
import { FlowCanvas } from '../flow/flow-canvas.tsx';
import { LevelPath } from '../flow/level-path.tsx';
import { pathAt, type RunStep, roundsOf, statesAt } from '../flow/run-state.ts';
import frame from '../frame.module.css';
import { NodePanel } from './node-panel.tsx';
import { RunBar } from './run-bar.tsx';
import { RunOverview } from './run-overview.tsx';
import { useLiveRun } from './use-live-run.ts';

const WIDE = '(min-width: 62em)';
const NONE: ReadonlySet<string> = new Set();

/** A run on its canvas, live. */
export function WorkflowRunPage({ id }: { id: string }) {
  const { run, isConnected } = useLiveRun(id);
  return <Loaded of={run}>{(found) => <LoadedRun run={found} isConnected={isConnected} />}</Loaded>;
}

function LoadedRun({ run, isConnected }: { run: WholeRun; isConnected: boolean }) {
  const { t } = useTranslation();
  usePageTitle(run.workflowName);
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const [steps, setSteps] = useState<readonly RunStep[]>([]);
  const [selected, setSelected] = useState(NONE);
  const draft = run.definition as unknown as Draft;
  const level = steps.map((step) => step.id);
  const graph = graphAt(draft, level) ?? draft;
  const states = useMemo(() => statesAt(run.nodes, steps), [run.nodes, steps]);
  const shown = { graph, level, layout: draft.layout, isEditable: false, selected, run: states };
  const chosen = graph.nodes.find((node) => selected.has(node.id));
  const enter = (node: DraftNode, index?: number) => {
    const rounds = roundsOf(run.nodes, pathAt(steps, node.id));
    setSteps([...steps, { id: node.id, index: index ?? rounds.at(-1) ?? 0 }]);
    setSelected(NONE);
  };
  const panel = chosen ? (
    <NodePanel
      key={pathAt(steps, chosen.id)}
      run={run}
      node={chosen}
      path={pathAt(steps, chosen.id)}
      state={states.get(chosen.id) ?? null}
      onEnter={(index) => enter(chosen, index)}
      onClose={() => setSelected(NONE)}
    />
  ) : (
    <RunOverview run={run} onPick={(node) => setSelected(new Set([node]))} />
  );
  return (
    <div className={frame.page}>
      <RunBar run={run} isConnected={isConnected} />
      <div className={frame.body}>
        <div className={frame.canvas}>
          <FlowCanvas
            cards={cardsOf(shown)}
            arrows={arrowsOf(shown)}
            isEditable={false}
            viewKey={steps.map(({ id }) => id).join('.')}
            selected={selected}
            onSelect={setSelected}
            onOpen={(id) => {
              const node = graph.nodes.find((one) => one.id === id);
              if (node && hasContents(node)) enter(node);
            }}
          >
            <LevelPath
              names={steps.map(({ id, index }) => t('flow.round', { id, number: index + 1 }))}
              onGo={(depth) => {
                setSteps(steps.slice(0, depth));
                setSelected(NONE);
              }}
            />
          </FlowCanvas>
        </div>
        {isWide ? (
          <aside className={frame.panel} aria-label={t('flow.panel')}>
            {panel}
          </aside>
        ) : (
          <PhonePanel isOpen={chosen !== undefined} onClose={() => setSelected(NONE)}>
            {panel}
          </PhonePanel>
        )}
      </div>
      {!isWide && !chosen && <div className={frame.below}>{panel}</div>}
    </div>
  );
}

function PhonePanel({
  isOpen,
  onClose,
  children,
}: {
  isOpen: boolean;
  onClose: () => void;
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="bottom"
      size="75%"
      withCloseButton={false}
      padding={0}
      scrollAreaComponent={ScrollArea.Autosize}
      attributes={{ content: { 'aria-label': t('flow.panel') } }}
    >
      {children}
    </Drawer>
  );
}
