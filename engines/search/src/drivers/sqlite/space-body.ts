// A latent space as bytes: 16 bytes of sizes, then hashes, weights and basis as the machine has them (little endian).
import { type LatentSpace, spaceOf } from '../../lib/latent.ts';

const HEADER_BYTES = 16;

/** In memory that threads share: it need not be copied from one to the other. */
export function encodeSpace({ width, terms, weights, basis, unseenWeight }: LatentSpace): Uint8Array {
  const parts = [terms, weights, basis];
  const length = parts.reduce((sum, { byteLength }) => sum + byteLength, HEADER_BYTES);
  const body = new Uint8Array(new SharedArrayBuffer(length));
  const view = new DataView(body.buffer);
  view.setUint32(0, width, true);
  view.setUint32(4, terms.length, true);
  view.setFloat64(8, unseenWeight, true);
  let at = HEADER_BYTES;
  for (const { buffer, byteOffset, byteLength } of parts) {
    body.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return body;
}

export function decodeSpace(body: Uint8Array): LatentSpace {
  const { buffer } = Uint8Array.from(body);
  const view = new DataView(buffer);
  const width = view.getUint32(0, true);
  const count = view.getUint32(4, true);
  const afterTerms = HEADER_BYTES + 8 * count;
  const afterWeights = afterTerms + 4 * count;
  return spaceOf({
    width,
    unseenWeight: view.getFloat64(8, true),
    terms: new Float64Array(buffer, HEADER_BYTES, count),
    weights: new Float32Array(buffer, afterTerms, count),
    basis: new Float32Array(buffer, afterWeights, count * width),
  });
}
