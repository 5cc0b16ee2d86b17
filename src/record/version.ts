/** The version of the model, part of every digest; the same as in package.json. */
export const version = '0.2.0';
