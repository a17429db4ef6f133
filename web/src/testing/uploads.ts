import { vi } from 'vitest';

/** One upload of a page; the test says how it goes on. */
export interface StubUpload {
  name: string;
  path: string;
  progress(loaded: number, total: number): void;
  answer(status: number, body: unknown): void;
  breakOff(): void;
  isAborted: boolean;
}

/** Takes the place of XMLHttpRequest, by which files are sent. Answers what has been begun so far. */
export function stubUploads(): StubUpload[] {
  const begun: StubUpload[] = [];
  class StubRequest {
    upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
    status = 0;
    responseText = '';
    onload = () => {};
    onerror = () => {};
    onabort = () => {};
    #path = '';
    #one: StubUpload | undefined;
    open(_: string, path: string): void {
      this.#path = path;
    }
    setRequestHeader(): void {}
    abort(): void {
      if (this.#one) this.#one.isAborted = true;
      this.onabort();
    }
    send(form: FormData): void {
      this.#one = {
        name: (form.get('file') as File).name,
        path: this.#path,
        isAborted: false,
        progress: (loaded, total) => this.upload.onprogress?.({ loaded, total }),
        answer: (status, body) => {
          this.status = status;
          this.responseText = JSON.stringify(body);
          this.onload();
        },
        breakOff: () => this.onerror(),
      };
      begun.push(this.#one);
    }
  }
  vi.stubGlobal('XMLHttpRequest', StubRequest);
  return begun;
}
