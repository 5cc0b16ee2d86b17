import { RecordingError } from '../../recording-error.js';

/** Returns the error of type information (BTF) that can't be used; cause first, the value last. */
export function btfError(cause: string, value: string | number): RecordingError {
  const message = `BTF: ${cause}: ${value}`;
  return new RecordingError('btf', [{ line: null, field: null, value: String(value), message }]);
}
