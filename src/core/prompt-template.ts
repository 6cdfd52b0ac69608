/** Whether a prompt is given as its text, and not as the path of a file that holds it. */
export const isPromptText = (template: string): boolean =>
  template.includes("\n") || /\{(?:log|evidence)\}/.test(template);
