/** What the exit code of the command says. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  found: 3,
  incomplete: 4,
  interrupted: 130,
  terminated: 143,
} as const;

/** The text of `loganomaly help exit-codes`. */
export const EXIT_CODES_HELP = `Exit codes

  0    done; also when anomalies were found, and when the reader of the output went away
  1    the run failed: the machine refused something (full disk, no permission)
  2    what was typed or configured is wrong; nothing was analysed
  3    --fail-on: an incident of that severity or a graver one was found
  4    --strict: the run finished, but part of the input or of the model's work could not be done
  130  interrupted (Ctrl-C)
  143  terminated
`;
