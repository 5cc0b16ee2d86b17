/// <reference types="node" />
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fileError } from '../recording-error.js';

/** How much of a file has been read. */
export interface FileProgress {
  /** Bytes of the file as it lies on the disk. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** What a reader of a file may be asked for. */
export interface TraceTextOptions {
  readonly onProgress?: (progress: FileProgress) => void;
}

/**
 * Returns the text of a trace file in pieces, unpacked if it begins as gzip does, whatever it is called. Only the piece at
 * hand is in memory.
 *
 * @throws RecordingError (while it is read) for a file that can't be read or unpacked
 * @example
 * const timeline = await buildTimeline(traceText('spin_dep.trace.gz'));
 */
export async function* traceText(path: string, options: TraceTextOptions = {}): AsyncGenerator<string> {
  const { packed, totalBytes } = await look(path);
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      options.onProgress?.({ bytes, totalBytes });
      done(null, chunk);
    },
  });
  const file = createReadStream(path);
  let text: Readable = file.on('error', (error) => counting.destroy(error)).pipe(counting);
  if (packed) {
    const unpacking = createGunzip();
    counting.on('error', (error) => unpacking.destroy(error));
    text = counting.pipe(unpacking);
  }
  text.setEncoding('utf8');
  try {
    for await (const chunk of text) yield chunk as string;
  } catch (error) {
    throw fileError(path, `can't be ${packed ? 'unpacked' : 'read'} (${codeOf(error)})`);
  } finally {
    file.destroy();
  }
}

async function look(path: string): Promise<{ packed: boolean; totalBytes: number }> {
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
      const { size } = await file.stat();
      return { packed: bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b, totalBytes: size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(path, `can't be read (${codeOf(error)})`);
  }
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
