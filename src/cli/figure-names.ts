/** The figures of a comparison, by the name on the command line. */
export const figureNames = ['tail', 'grace-periods', 'windows'] as const;

/** One of `figureNames`. */
export type FigureName = (typeof figureNames)[number];
