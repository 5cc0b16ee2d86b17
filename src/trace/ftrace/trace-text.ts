/// <reference types="node" />
import { createReadStream, fstatSync, openSync, type Stats } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { fileError } from '../recording-error.js';

/** How much of a file has been read. */
export interface FileProgress {
  /** Bytes of the file as it lies on the disk. */
  readonly bytes: number;
  /** Null for a pipe: nobody knows how much is to come. */
  readonly totalBytes: number | null;
}

/** What a reader of a file may be asked for. */
export interface TraceTextOptions {
  readonly onProgress?: (progress: FileProgress) => void;
  /** Ends the text where it is, at whatever character. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns the text of a trace in pieces, unpacked if it begins as gzip does, whatever it is called. Only the piece at hand is
 * in memory, so that pipes are read as they come.
 *
 * @param path - `-` is the standard input
 * @throws RecordingError (while it is read) for a file that can't be read or unpacked
 * @example
 * const timeline = await buildTimeline(traceText('spin_dep.trace.gz'));
 */
export async function* traceText(path: string, options: TraceTextOptions = {}): AsyncGenerator<string> {
  const { onProgress, signal } = options;
  const { stream, totalBytes } = openBytes(path);
  const stop = (): void => void stream.destroy();
  signal?.addEventListener('abort', stop);
  const decoder = new StringDecoder('utf8');
  let doing = 'read';
  let unpacked: Readable | null = null;
  try {
    const bytes = counted(stream, (count) => onProgress?.({ bytes: count, totalBytes }));
    const head = await firstBytes(bytes);
    const packed = head[0] === 0x1f && head[1] === 0x8b;
    if (packed) {
      doing = 'unpacked';
      unpacked = pipeline(Readable.from(behind(head, bytes)), createGunzip(), () => undefined);
    }
    for await (const piece of unpacked ?? behind(head, bytes)) yield decoder.write(piece as Buffer);
    yield decoder.end();
  } catch (error) {
    if (signal?.aborted !== true) throw fileError(path, `can't be ${doing} (${codeOf(error)})`);
  } finally {
    signal?.removeEventListener('abort', stop);
    unpacked?.destroy();
    stream.destroy();
  }
}

function openBytes(path: string): { stream: Readable; totalBytes: number | null } {
  if (path === '-') return { stream: process.stdin, totalBytes: sizeOf(fstatSync(0)) };
  try {
    const fd = openSync(path, 'r');
    return { stream: createReadStream('', { fd }), totalBytes: sizeOf(fstatSync(fd)) };
  } catch (error) {
    throw fileError(path, `can't be read (${codeOf(error)})`);
  }
}

function sizeOf(stats: Stats): number | null {
  return stats.isFile() ? stats.size : null;
}

async function* counted(stream: Readable, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    onBytes(bytes);
    yield chunk as Buffer;
  }
}

/** Takes pieces until gzip's magic number would be among them. */
async function firstBytes(pieces: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await pieces.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* behind(head: Buffer, pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* pieces;
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
