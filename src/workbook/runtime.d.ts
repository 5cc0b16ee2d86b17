/** What the workbook uses of @observablehq/runtime 6, which ships no types. */
declare module '@observablehq/runtime' {
  /** Is told what becomes of a variable. */
  export interface Observer {
    pending?(): void;
    fulfilled?(value: unknown, name: string | null): void;
    rejected?(error: unknown, name: string | null): void;
  }

  /** A value that is computed from others, again whenever one of them changes. */
  export interface Variable {
    define(name: string | null, inputs: readonly string[], definition: unknown): Variable;
    delete(): Variable;
  }

  /** A name space of variables. */
  export interface Module {
    variable(observer?: Observer | boolean): Variable;
    define(name: string | null, inputs: readonly string[], definition: unknown): Variable;
    redefine(name: string, inputs: readonly string[], definition: unknown): Variable;
    /** The value of a variable; of a generator, the latest one. */
    value(name: string): Promise<unknown>;
  }

  /** Computes the variables of its modules, a batch a frame. */
  export class Runtime {
    constructor(builtins?: Readonly<Record<string, unknown>>, global?: (name: string) => unknown);
    module(): Module;
    dispose(): void;
  }
}
