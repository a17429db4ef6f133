import { useEffect, useRef, useState } from 'react';
import type { MarkKind } from './marks.ts';
import { type Box, boxesOf, type Drawn, drawPage, type PdfDocument } from './pdf-document.ts';
import { locate, nearestTo } from './pdf-match.ts';
import styles from './viewer.module.css';

export interface Wanted {
  text: string;
  /** Signs of the page before it, without white space: it may stand there several times. */
  signsBefore: number;
  kind: MarkKind;
}

interface PdfPageProps {
  pdf: PdfDocument;
  number: number;
  ratio: number;
  wanted: readonly Wanted[];
  /** What is to be brought into sight, if it is on this page: another name is another place. */
  sought: string | null;
}

/** Pages so near to what is seen are drawn; others are blank sheets, and take no memory. */
const NEAR = '120% 0px';

export function PdfPage({ pdf, number, ratio, wanted, sought }: PdfPageProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const isNear = useNear(frame);
  const width = useWidth(frame);
  const [ownRatio, setOwnRatio] = useState(ratio);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  useEffect(() => {
    const [onto, over] = [canvas.current, text.current];
    if (!isNear || width === 0 || !onto || !over) return;
    const stop = new AbortController();
    const draw = async () => {
      const page = await pdf.getPage(number);
      const size = page.getViewport({ scale: 1 });
      if (stop.signal.aborted) return;
      setOwnRatio(size.height / size.width);
      setDrawn(await drawPage(page, { canvas: onto, text: over, width }, stop.signal));
    };
    // One that is scrolled away while it is drawn is no failure; one that can't be drawn stays a blank sheet.
    draw().catch(() => undefined);
    return () => {
      stop.abort();
      setDrawn(null);
      onto.width = 0;
      over.replaceChildren();
    };
  }, [pdf, number, isNear, width]);
  useEffect(() => {
    // Before it is drawn, so that it will be; its marks then bring themselves into sight.
    if (sought !== null) frame.current?.scrollIntoView({ block: 'start' });
  }, [sought]);
  return (
    <div
      ref={frame}
      className={styles.page}
      style={{ aspectRatio: `1 / ${ownRatio}` }}
      data-page={number}
      data-drawn={drawn !== null}
      data-testid="pdf-page"
    >
      <canvas ref={canvas} aria-hidden />
      <div ref={text} className={styles.textLayer} />
      {drawn && frame.current && (
        <Marks drawn={drawn} wanted={wanted} frame={frame.current} sought={sought} />
      )}
    </div>
  );
}

interface MarksProps extends Pick<PdfPageProps, 'wanted' | 'sought'> {
  drawn: Drawn;
  frame: HTMLElement;
}

function Marks({ drawn, wanted, frame, sought }: MarksProps) {
  const own = useRef<HTMLDivElement>(null);
  const [boxes, setBoxes] = useState<(Box & { kind: MarkKind })[]>([]);
  useEffect(() => {
    setBoxes(
      wanted.flatMap(({ text, signsBefore, kind }) => {
        const found = nearestTo(locate(drawn.pieces, text), signsBefore);
        return found ? boxesOf(drawn, found, frame).map((box) => ({ ...box, kind })) : [];
      }),
    );
  }, [drawn, wanted, frame]);
  useEffect(() => {
    if (boxes.length === 0 || sought === null) return;
    const first =
      own.current?.querySelector('[data-kind="current"]') ??
      own.current?.querySelector('[data-kind="cited"]');
    first?.scrollIntoView({ block: 'center' });
  }, [boxes, sought]);
  return (
    <div ref={own} className={styles.marks} aria-hidden>
      {boxes.map(({ kind, ...box }) => (
        <div key={`${kind} ${box.left} ${box.top}`} data-kind={kind} style={box} data-testid="pdf-mark" />
      ))}
    </div>
  );
}

function useNear(of: React.RefObject<HTMLElement | null>): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (!of.current) return;
    const watch = new IntersectionObserver((entries) => setIsNear(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: NEAR,
    });
    watch.observe(of.current);
    return () => watch.disconnect();
  }, [of]);
  return isNear;
}

function useWidth(of: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!of.current) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    watch.observe(of.current);
    return () => watch.disconnect();
  }, [of]);
  return width;
}
