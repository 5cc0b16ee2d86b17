/**
 * Builds the reactive pages of notebooks/ into .site/, beside dist/, as plain files that any static server can serve offline.
 * Notebook Kit's runtime names a CDN for the libraries a cell may ask for; here each such address becomes the npm package of
 * that name, or a module that throws. No page of ours ever asks another machine for anything.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { config, observable } from '@observablehq/notebook-kit/vite';
import { defineConfig } from 'vite';
import { pagePolicy } from './src/cli/page-policy.ts';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const cdn = 'https://cdn.jsdelivr.net/npm/';
const remote = /https:\/\/cdn\.jsdelivr\.net\/npm\/((?:@[^/"'`]+\/)?[^/@"'`]+)(?:@[^/"'`]+)?((?:\/[^"'`)]*)?)/g;
const remoteImport = new RegExp(`import\\(["'\`]${remote.source}["'\`]\\)`, 'g');
const remoteModule = new RegExp(`(?:from|import) ["'\`]${remote.source}["'\`]`, 'g');

/** What cells may use by its name alone; everything else that the kit would fetch is refused. */
const packages = new Set(['@observablehq/inputs', '@observablehq/plot', 'd3', 'htl']);
const styles = new Map([
  [
    '@observablehq/inputs/dist/index.css',
    fileURLToPath(new URL('index.css', import.meta.resolve('@observablehq/inputs'))),
  ],
]);

/** The package or file of a package that stands for a remote address; null: refused. */
function local(name, path) {
  const style = styles.get(name + path);
  if (style !== undefined) return style;
  return packages.has(name) && (path === '' || path === '/+esm') ? name : null;
}

const absent = (name) => `new Error(${JSON.stringify(`not available offline: ${name}`)})`;

/** The same code with every remote address mapped, or replaced by code that throws when it is reached. */
function withoutRemote(code) {
  for (const [, name, path] of code.matchAll(remoteModule)) {
    if (local(name, path) === null) return `throw ${absent(name)};\nexport {};\n`;
  }
  return code
    .replace(remoteImport, (whole, name, path) =>
      local(name, path) === null ? `Promise.reject(${absent(name)})` : whole,
    )
    .replace(remote, (_, name, path) => local(name, path) ?? `refused:${name}`);
}

/** Notebook Kit's own files may name remote libraries, which are mapped; anybody else who names one stops the build. */
function offline() {
  const fromKit = (file) => file.includes('/@observablehq/notebook-kit/');
  return {
    name: 'quiescent:offline',
    enforce: 'pre',
    resolveId(id) {
      if (/^(?:https?:|npm:|jsr:|node:|observable:(?!runtime$|styles\/))/.test(id)) {
        this.error(`not available offline: import a package that package.json names, got ${id}`);
      }
      return null;
    },
    transform(code, id) {
      return fromKit(id) && code.includes(cdn) ? { code: withoutRemote(code), map: null } : null;
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const text = file.type === 'chunk' ? file.code : String(file.source);
        if (text.includes(cdn)) this.error(`not available offline: ${file.fileName} names a remote address`);
      }
    },
  };
}

/** Only in the build, since the development server reloads through inline scripts. */
const meta = `<meta http-equiv="Content-Security-Policy" content="${pagePolicy.join('; ')}">`;

/** `/` shows the workbook, whatever server is asked. */
function indexPage() {
  return {
    name: 'quiescent:index',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['workbook.html'];
      if (page !== undefined) this.emitFile({ type: 'asset', fileName: 'index.html', source: page.source });
    },
  };
}

const pages = readdirSync(here('notebooks')).filter((name) => name.endsWith('.html'));

const { base, appType, resolve } = config();
const alias = resolve.alias.filter(
  ({ customResolver, replacement }) => !customResolver && !replacement.startsWith('https:'),
);

export default defineConfig(({ command }) => ({
  base,
  appType,
  resolve: { alias },
  // Built pages stand at the top of the site; while developing they are served from where they lie.
  root: command === 'build' ? here('notebooks') : here('.'),
  publicDir: false,
  cacheDir: here('node_modules/.vite'),
  plugins: [
    offline(),
    observable({
      template: here('src/workbook/page/template.html'),
      transformTemplate: (html) => (command === 'build' ? html.replace('<head>', `<head>\n    ${meta}`) : html),
    }),
    indexPage(),
  ],
  worker: { format: 'es' },
  // Bundled beforehand, the kit's runtime would exist twice, and its remote addresses would not be mapped.
  optimizeDeps: { noDiscovery: true, include: ['@observablehq/plot'] },
  server: { host: '127.0.0.1', open: false },
  preview: { host: '127.0.0.1' },
  build: {
    target: 'es2023',
    outDir: here('.site'),
    emptyOutDir: true,
    rolldownOptions: { input: pages.map((name) => here(`notebooks/${name}`)) },
  },
}));
