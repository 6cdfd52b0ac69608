import { dictionary, NONE, OTHER } from "../core/dictionary.ts";
import { SPACE } from "./bytes.ts";

type Intern = (bytes: Uint8Array, start: number, end: number) => number;

/** Numbers components of two columns by the word that both make, each joined once: `RAS KERNEL` is `RAS.KERNEL`. */
export function joinedComponents(intern: Intern): Intern {
  const pairs = dictionary();
  const words: number[] = [];
  return (bytes, start, end) => {
    const pair = pairs.intern(bytes, start, end);
    if (pair === NONE || pair === OTHER) return pair;
    let word = words[pair];
    if (word === undefined) {
      const joined = new Uint8Array(end - start);
      let length = 0;
      for (let at = start; at < end; at++) {
        if (bytes[at]! > SPACE) joined[length++] = bytes[at]!;
        else if (joined[length - 1] !== 46) joined[length++] = 46;
      }
      word = intern(joined, 0, length);
      words[pair] = word;
    }
    return word;
  };
}
