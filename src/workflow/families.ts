import { MACHINE_FAMILIES } from "./families-machine.ts";
import { NETWORK_FAMILIES } from "./families-network.ts";
import { PROGRAM_FAMILIES } from "./families-program.ts";
import { SECURITY_FAMILIES } from "./families-security.ts";
import type { Family } from "./family.ts";

/** In the order in which they are believed: what is narrower stands before what is wider. */
export const FAMILIES: readonly Family[] = [
  ...SECURITY_FAMILIES,
  ...NETWORK_FAMILIES,
  ...MACHINE_FAMILIES,
  ...PROGRAM_FAMILIES,
];
