import fc from 'fast-check';

/** A mutant is noticed by the first case that fails; a smaller one would tell no more. */
fc.configureGlobal({ endOnFailure: true });
