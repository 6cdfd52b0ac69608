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

  0    done; also when anomalies were found. When the reader of the output went away, as head does, the files are
       finished all the same: only the rest of the output is not written
  1    the run failed: the machine refused something (full disk, no permission)
  2    what was typed or configured is wrong; nothing was analysed
  3    --fail-on: an incident of that severity or a graver one was found
  4    --strict: the run finished, but part of the input or of the model's work could not be done
  130  interrupted (Ctrl-C). While logs are read, what was read is judged and written, and run.json says interrupted;
       later, earlier results stay as they are. A second Ctrl-C ends at once
  143  terminated
`;
