/** Returns text of a shell script as it is written, backslashes too; the shell's own `${` is written `\${`. */
export function shell(text: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw(text, ...values).replaceAll('\\${', '${');
}
