import type { WorkflowContext } from "./context.ts";

/** One step of a workflow. A plugin extends it; one that returns false stops the workflow. */
export abstract class WorkflowStep {
  readonly name: string;
  /** Results it cannot do without. A step that declares neither this nor `gives` is not checked. */
  readonly needs: readonly string[] | undefined;
  /** Results it adds. */
  readonly gives: readonly string[] | undefined;

  constructor(name: string, declared: { readonly needs?: readonly string[]; readonly gives?: readonly string[] } = {}) {
    this.name = name;
    this.needs = declared.needs;
    this.gives = declared.gives;
  }

  abstract execute(context: WorkflowContext): Promise<boolean> | boolean;
}
