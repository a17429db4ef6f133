import { parentPort, workerData } from 'node:worker_threads';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { getDocumentProxy, renderPageAsImage } from 'unpdf';
import type { PictureTask } from './pictures.ts';

/** The longer side of what a model is shown: enough to read a page of small print. */
const MAX_SIDE = 2_000;
/** A picture that says it has more dots than this is not unpacked. */
const MAX_DOTS = 100_000_000;
/** Of the dots of a page: 144 for an inch. */
const SCALE = 2;

const { kind, bytes, pages } = workerData as PictureTask;
const drawn = kind === 'pdf' ? drawPages() : drawImage();

parentPort?.on('message', async () => {
  const { value, done } = await drawn.next();
  parentPort?.postMessage(done ? { kind: 'done' } : { kind: 'picture', ...value });
});

async function* drawPages() {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  for (const page of pages) {
    const { width, height } = (await document.getPage(page)).getViewport({ scale: 1 });
    const scale = Math.min(SCALE, MAX_SIDE / Math.max(width, height));
    const canvasImport = () => import('@napi-rs/canvas');
    const png = await renderPageAsImage(document, page, { canvasImport, scale });
    yield { page, bytes: new Uint8Array(png) };
  }
}

async function* drawImage() {
  const { width, height } = await dotsOf();
  if (width * height > MAX_DOTS) throw new RangeError('The picture is too large');
  const image = await loadImage(Buffer.from(bytes));
  const scale = Math.min(1, MAX_SIDE / Math.max(image.width, image.height));
  const canvas = createCanvas(
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  );
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  yield { page: 1, bytes: new Uint8Array(canvas.toBuffer('image/png')) };
}

/** As the head of the file says, without unpacking it. */
async function dotsOf(): Promise<{ width: number; height: number }> {
  const { imageSize } = await import('image-size');
  return imageSize(bytes);
}
