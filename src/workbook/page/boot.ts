import { main } from '@observablehq/notebook-kit/runtime';
main.variable().define('base', [], () => 4);
const worker = new Worker(new URL('../worker.js', import.meta.url), { type: 'module' });
console.log(worker);
