export { ccdf, type CcdfOptions, type CcdfPoint } from './ccdf.js';
export { incompleteBeta, lnGamma } from './incomplete-beta.js';
export { type Interval, orderStatisticRanks, wilson, z95 } from './intervals.js';
export { meanOf, pairedDifference, type PairedDifference, varianceOf } from './paired.js';
export { isSupported, leastBeyond, type Quantile, quantileLabel, quantilesOf, standardQuantiles } from './quantiles.js';
export { tCdf, tQuantile } from './student-t.js';
