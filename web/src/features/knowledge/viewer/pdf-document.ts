// pdf.js, loaded when a PDF is first looked at. It reads in a worker of its own, without WebAssembly and without eval,
// so that it runs under the page's content security policy.
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import type { Found } from './pdf-match.ts';

export type PdfDocument = PDFDocumentProxy;

export async function openPdf(bytes: ArrayBuffer): Promise<{ pdf: PdfDocument; close: () => void }> {
  const [{ getDocument, PDFWorker }, { default: PdfWorker }] = await Promise.all([
    import('pdfjs-dist'),
    import('pdfjs-dist/build/pdf.worker.min.mjs?worker'),
  ]);
  const port = new PdfWorker();
  const worker = PDFWorker.create({ port });
  const loading = getDocument({
    data: new Uint8Array(bytes),
    worker,
    useWasm: false,
    cMapUrl: '/pdf/cmaps/',
    standardFontDataUrl: '/pdf/standard_fonts/',
  });
  const close = () => {
    void loading.destroy().finally(() => {
      worker.destroy();
      port.terminate();
    });
  };
  try {
    return { pdf: await loading.promise, close };
  } catch (error) {
    close();
    throw error;
  }
}

export interface Drawn {
  /** The pieces of text in order, and the element of each. */
  pieces: string[];
  elements: HTMLElement[];
}

/** Draws a page into a canvas, and its text, invisible, over it. */
export async function drawPage(
  page: PDFPageProxy,
  { canvas, text, width }: { canvas: HTMLCanvasElement; text: HTMLElement; width: number },
  signal: AbortSignal,
): Promise<Drawn> {
  const { TextLayer } = await import('pdfjs-dist');
  const scale = width / page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale });
  const density = Math.min(window.devicePixelRatio || 1, MAX_DENSITY);
  canvas.width = Math.floor(viewport.width * density);
  canvas.height = Math.floor(viewport.height * density);
  const drawing = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
  text.replaceChildren();
  text.style.setProperty('--total-scale-factor', String(scale));
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport });
  signal.addEventListener('abort', () => {
    drawing.cancel();
    layer.cancel();
  });
  await Promise.all([drawing.promise, layer.render()]);
  return { pieces: layer.textContentItemsStr, elements: layer.textDivs };
}

/** More than that is not seen, and costs memory. */
const MAX_DENSITY = 2;

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where found text stands on a drawn page, a box for each line, in pixels from its corner. */
export function boxesOf({ elements }: Drawn, { from, to }: Found, frame: Element): Box[] {
  const origin = frame.getBoundingClientRect();
  const boxes: Box[] = [];
  for (let piece = from.piece; piece <= to.piece; piece++) {
    const node = elements[piece]?.firstChild;
    if (!node) continue;
    const length = node.textContent?.length ?? 0;
    const range = document.createRange();
    range.setStart(node, piece === from.piece ? Math.min(from.offset, length) : 0);
    range.setEnd(node, piece === to.piece ? Math.min(to.offset, length) : length);
    for (const { left, top, width, height } of range.getClientRects())
      if (width > 0) boxes.push({ left: left - origin.left, top: top - origin.top, width, height });
  }
  return boxes;
}
