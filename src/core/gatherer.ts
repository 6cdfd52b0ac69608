/** Holds things back until complete: lines of one record, events of one window. Its state is data, so that a checkpoint can keep it. */
export interface Gatherer<In, Out, State = unknown> {
  push(input: In): Iterable<Out>;
  flush(): Iterable<Out>;
  state(): State;
}
