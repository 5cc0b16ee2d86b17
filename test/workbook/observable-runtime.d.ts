declare module '@observablehq/runtime';
