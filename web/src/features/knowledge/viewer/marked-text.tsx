import { Fragment, type ReactNode } from 'react';
import type { Span } from './find.ts';
import { type Mark, pieces } from './marks.ts';
import { textBlocks } from './text-blocks.ts';
import styles from './viewer.module.css';

interface MarkedProps {
  text: string;
  marks: readonly Mark[];
}

/** Extracted text with the structure that it still shows, and what is marked in it. */
export function MarkedText({ text, marks }: MarkedProps) {
  const marked = (span: Span) => <Marked text={text} span={span} marks={marks} />;
  return textBlocks(text).map((block) => {
    switch (block.kind) {
      case 'heading':
        return (
          <p key={block.start} className={styles.heading}>
            {marked(block)}
          </p>
        );
      case 'code':
        return (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard
          <pre key={block.start} className={styles.code} tabIndex={0}>
            {marked(block)}
          </pre>
        );
      case 'table':
        return <MarkedTable key={block.start} rows={block.rows} marked={marked} />;
      case 'prose':
        return (
          <p key={block.start} className={styles.prose}>
            {marked(block)}
          </p>
        );
    }
    return null;
  });
}

function MarkedTable({ rows, marked }: { rows: Span[][]; marked: (span: Span) => ReactNode }) {
  const [head = [], ...rest] = rows;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by keyboard
    <div className={styles.tableFrame} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell.start} scope="col">
                {marked(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rest.map((row) => (
            <tr key={row[0]?.start}>
              {row.map((cell) => (
                <td key={cell.start}>{marked(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Marked({ text, span, marks }: MarkedProps & { span: Span }) {
  return pieces(text, span, marks).map(({ text: piece, kind, at }) =>
    kind ? (
      <mark
        key={at}
        data-kind={kind}
        className={styles.mark}
        {...(kind === 'cited' ? { tabIndex: -1, 'data-testid': 'cited-words' } : {})}
      >
        {piece}
      </mark>
    ) : (
      <Fragment key={at}>{piece}</Fragment>
    ),
  );
}
