import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';

/** Pages are looked at up to here; a scan of more is told by its first ones. */
const MAX_LOOKED_AT = 2_000;

/** Those of the pages that have something drawn on them: a scan, a photograph, letters as outlines. */
export async function drawnPages(bytes: Uint8Array, pages: readonly number[]): Promise<number[]> {
  const { OPS } = await getResolvedPDFJS();
  const drawing = new Set([
    ...[OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject],
    ...[OPS.paintImageXObjectRepeat, OPS.fill, OPS.eoFill, OPS.stroke, OPS.shadingFill, OPS.constructPath],
  ]);
  const document = await getDocumentProxy(new Uint8Array(bytes));
  const drawn: number[] = [];
  for (const page of pages.slice(0, MAX_LOOKED_AT)) {
    const { fnArray } = await (await document.getPage(page)).getOperatorList();
    if (fnArray.some((act) => drawing.has(act))) drawn.push(page);
  }
  return drawn;
}
