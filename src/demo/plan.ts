import { COMPLAINTS, GAUGES, TONES } from "./decline.ts";
import type { Draw } from "./draw.ts";
import type { File, Saying } from "./entry.ts";
import { type Kind, SLOW_KINDS, type SlowKind, SUDDEN_KINDS, type SuddenKind } from "./label.ts";
import { BURSTABLE } from "./routine.ts";
import { auth } from "./say.ts";
import { DEPLOY_LASTS } from "./schedule.ts";
import { FLOODS, LEAKS, NEW_ERRORS } from "./trouble.ts";
import { world } from "./world.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** An incident before it is written: what it says, how often, and how long it lasts. */
export interface Planned {
  readonly kind: Kind;
  readonly description: string;
  /** Its records, in order. */
  readonly sayings: readonly Saying[];
  readonly lasts: number;
  /** The gauge whose ordinary records it replaces. */
  readonly gauge?: string;
}

/** An incident and the moment at which it starts. */
export interface Placed {
  readonly at: number;
  readonly planned: Planned;
}

const repeat = <T>(count: number, say: () => T): T[] => Array.from({ length: count }, say);

/** Physical lines of a saying; a JSON record keeps its trace inside. */
export const height = (saying: Saying): number => 1 + (saying.file === "queue" ? 0 : (saying.trace?.length ?? 0));

/** The file that an incident is written to. */
export const fileOf = (planned: Planned): File => planned.sayings[0]?.file ?? "web";

/** One or two of each kind. Sizes shrink with the day, so that ordinary life stays the larger part. */
export function plan(draw: Draw, lines: number): Planned[] {
  const size = Math.min(1, lines / 20_000);
  const most = Math.min(4000, Math.max(1200, lines * 0.06));
  const makers: Readonly<Record<SuddenKind, (count: number) => Planned[]>> = {
    new_error: (count) =>
      draw.some(NEW_ERRORS, count).map(({ description, say }) => {
        const times = draw.int(1, 6);
        const lasts = times === 1 ? 0 : draw.int(20 * SECOND, 8 * MINUTE);
        return {
          kind: "new_error",
          description: `new error: ${description}`,
          lasts,
          sayings: repeat(times, () => say(draw)),
        };
      }),
    burst: (count) =>
      draw.some(BURSTABLE, count).map(({ name, rush, perHour, say }) => {
        const minutes = draw.real(3, 5);
        const usual = (perHour / 60) * minutes;
        // 20 to 60 times the usual rate, and 60 lines at least.
        const times = Math.min(400, Math.round(usual * draw.real(Math.max(24, 62 / usual), 58)));
        return {
          kind: "burst",
          description: `burst of ${name}: ${rush}, ${times} times in minutes`,
          lasts: minutes * MINUTE,
          sayings: repeat(times, () => say(draw)),
        };
      }),
    flood: (count) =>
      draw.some(FLOODS, count).map(({ description, say }) => {
        const times = Math.round(size * draw.int(1200, most));
        return {
          kind: "flood",
          description: `flood: ${description}, ${times} lines`,
          lasts: draw.int(90, 360) * SECOND,
          sayings: repeat(times, () => say(draw)),
        };
      }),
    secret_leak: (count) =>
      draw.some(LEAKS, count).map(({ description, say }) => {
        const times = draw.int(1, 3);
        return {
          kind: "secret_leak",
          description: `secret leak: ${description}`,
          lasts: times === 1 ? 0 : draw.int(5, 240) * SECOND,
          sayings: repeat(times, () => say(draw)),
        };
      }),
    brute_force: (count) => Array.from({ length: count }, () => guessing(draw, size)),
  };
  return SUDDEN_KINDS.flatMap((kind) => makers[kind](draw.int(1, 2)));
}

/** One of each slow change; each lasts an hour and more. */
export function planSlow(draw: Draw): Planned[] {
  const makers: Readonly<Record<SlowKind, (hours: number) => Planned[]>> = {
    slow_degradation: (hours) =>
      draw.some(GAUGES, 1).map(({ name, perHour, say }) => {
        const times = Math.round(perHour * hours);
        const most = draw.real(10, 25);
        return {
          kind: "slow_degradation",
          description: `slow degradation: ${name}, up to ${Math.round(most)} times the usual`,
          lasts: hours * HOUR,
          gauge: name,
          // Each record a little worse than the one before, in steps of equal ratio.
          sayings: Array.from({ length: times }, (_, i) => say(draw, most ** ((i + 1) / times))),
        };
      }),
    tone_change: (hours) =>
      draw.some(TONES, 1).map(({ component, description, says }) => ({
        kind: "tone_change",
        description: `${component} changes its tone: ${description}`,
        lasts: hours * HOUR,
        sayings: repeat(Math.round(draw.real(35, 60) * hours), () => draw.some(says, 1).map((say) => say(draw))).flat(),
      })),
    error_rate_shift: (hours) =>
      draw.some(COMPLAINTS, 1).map(({ perHour, say }) => {
        const times = draw.real(6, 10);
        return {
          kind: "error_rate_shift",
          description: `${times.toFixed(0)} times as often as usual: ${say(draw).message}`,
          lasts: hours * HOUR,
          sayings: repeat(Math.round(perHour * times * hours), () => say(draw)),
        };
      }),
  };
  return SLOW_KINDS.flatMap((kind) => makers[kind](draw.real(1, 2)));
}

const GUESSED: readonly string[] = [
  "root",
  "admin",
  "oracle",
  "test",
  "ubuntu",
  "postgres",
  "git",
  "ftp",
  "backup",
  "www",
];

/** One address guesses passwords, over ssh or at the shop's login. */
function guessing(draw: Draw, size: number): Planned {
  const address = world.attackerAddress(draw);
  const times = draw.int(40, Math.round(40 + 260 * size));
  const isShell = draw.chance(0.6);
  const isOneUser = draw.chance(0.4);
  const names = isOneUser ? draw.some(GUESSED, 1) : draw.some(GUESSED, 7);
  const target = world.user(draw);
  const sayings = repeat(times, () => {
    if (!isShell) {
      const user = isOneUser ? target : world.user(draw);
      return auth("authd", `login failed user=${user} ip=${address} reason=bad_password`);
    }
    const name = names[draw.int(0, names.length - 1)] ?? "root";
    const who = name === "root" ? name : `invalid user ${name}`;
    return auth("sshd", `Failed password for ${who} from ${address} port ${world.port(draw)} ssh2`);
  });
  const gotIn = draw.chance(0.35);
  if (gotIn && isShell)
    sayings.push(auth("sshd", `Accepted password for deploy from ${address} port ${world.port(draw)} ssh2`));
  if (gotIn && !isShell) sayings.push(auth("authd", `login ok user=${target} ip=${address} method=password`));
  return {
    kind: "brute_force",
    description: `password guessing: ${times} failed logins from ${address}${gotIn ? ", then one accepted" : ""}`,
    lasts: draw.int(120, 480) * SECOND,
    sayings,
  };
}

/** Spreads the incidents and the day's deploy over the day: never in its first tenth, 20 minutes apart where it is long enough. */
export function place(
  draw: Draw,
  planned: readonly Planned[],
  start: number,
  end: number,
): { placed: Placed[]; deployAt: number } {
  const items: readonly (Planned | undefined)[] = draw.some([...planned, undefined], planned.length + 1);
  const lasting = (item: Planned | undefined): number => (item === undefined ? DEPLOY_LASTS : item.lasts);
  const from = start + 0.1 * (end - start);
  const room = end - 0.02 * (end - start) - from;
  const busy = items.reduce((sum, item) => sum + lasting(item), 0);
  // In a short day the incidents themselves become shorter, before the gaps vanish.
  const pace = Math.min(1, (0.6 * room) / busy);
  const slack = room - busy * pace;
  const gap = Math.min(21 * MINUTE, (0.8 * slack) / items.length);
  const rests = items.map(() => draw.random()).sort((a, b) => a - b);
  const placed: Placed[] = [];
  let deployAt = from;
  let used = 0;
  for (const [index, item] of items.entries()) {
    const at = from + used + index * gap + (rests[index] ?? 0) * (slack - items.length * gap);
    if (item === undefined) deployAt = at;
    else placed.push({ at, planned: { ...item, lasts: item.lasts * pace } });
    used += lasting(item) * pace;
  }
  return { placed, deployAt };
}
