/** One citation: an entry of data/sources.json. */
export interface Source {
  /** Stable id, kebab-case. */
  readonly id: string;
  readonly kind: 'message' | 'commit' | 'kernel' | 'doc' | 'paper' | 'recording';
  readonly author: string;
  /** ISO 8601, as exact as known. */
  readonly date: string;
  readonly title: string;
  /** Where to find it: lines of the discussion, message id, file and function, commit. */
  readonly where: string;
  /** What it says that matters here, one sentence of ours. */
  readonly says: string;
}
