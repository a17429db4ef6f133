/** The bytes of a vector as the machine has them, without a copy. */
export const toBlob = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
