import type { Severity } from "../../src/core/anomaly.ts";
import type { Factor, FactorKind } from "../../src/core/detector.ts";
import type { LevelName } from "../../src/core/levels.ts";

/** A time of that day. */
export const at = (day: number, clock: string): string => `2026-03-${day}T${clock}Z`;

const factor = (kind: FactorKind, observed: string, expected: string, values: readonly number[]): Factor => ({
  kind,
  observed,
  expected,
  text: `${observed}; normal is ${expected}`,
  values,
});

type Proof = readonly [file: string, line: number, time: string, level: LevelName, text: string];

/** An incident, in few words. */
export interface Draft {
  readonly id: string;
  readonly severity: Severity;
  readonly score: number;
  readonly state?: "open" | "over";
  readonly title: string;
  readonly subtitle: string;
  readonly start: string;
  readonly end: string;
  readonly lines: number;
  readonly components: readonly string[];
  readonly tags: readonly string[];
  readonly cause: readonly [text: string, why: string];
  readonly proof: readonly Proof[];
  readonly factors: readonly Factor[];
  readonly story: readonly (readonly [text: string, ...evidence: string[]])[];
  readonly steps: readonly (readonly [text: string, command: string])[];
  readonly author?: string;
  readonly related?: readonly (readonly [id: string, why: string])[];
}

/** Six incidents, gravest first. */
export const drafts: readonly Draft[] = [
  {
    id: "7f3a",
    severity: "critical",
    score: 9.4,
    title: "Web out of database connections after db-2 failover",
    subtitle: "4,116 checkouts failed in 37 min",
    start: at(17, "03:41:52"),
    end: at(17, "04:18:36"),
    lines: 8742,
    components: ["db.pool", "db.postgres", "web.checkout", "web.api"],
    tags: ["Database", "Connectivity", "Timeout", "Error"],
    cause: ["db-1 closed its replication stream", "Earliest abnormal line; 3 s before the promotion."],
    proof: [
      [
        "db.log",
        44907,
        at(17, "03:41:52.318"),
        "critical",
        "could not receive data from WAL stream: server closed the connection unexpectedly",
      ],
      ["db.log", 44911, at(17, "03:41:55.102"), "info", "selected new timeline ID: 8"],
      ["db.log", 44938, at(17, "03:42:07.441"), "warn", "pool web-rw: 50/50 in use, 112 waiting (max_wait 4.9 s)"],
      [
        "web.log",
        201433,
        at(17, "03:42:07.460"),
        "error",
        "checkout failed: timeout acquiring connection after 5000 ms pool=web-rw order=88214-7731",
      ],
      [
        "db.log",
        44975,
        at(17, "03:42:31.007"),
        "warn",
        "server login failed: FATAL the database system is in recovery mode host=db-1",
      ],
      [
        "web.log",
        219870,
        at(17, "03:58:41.913"),
        "error",
        "circuit breaker open: dependency=postgres failures=1204 window=60s",
      ],
      [
        "db.log",
        46230,
        at(17, "04:16:02.655"),
        "info",
        "pool web-rw: server address changed db-1 -> db-2, reconnecting 50",
      ],
    ],
    factors: [
      factor("UNUSUAL VALUE", "50 of 50", "12–31", [12, 18, 22, 31, 24, 50, 50, 50]),
      factor("BURST DETECTED", "4,116 in 36 min", "0–2 an hour", [0, 1, 0, 0, 2, 0, 96, 190, 171, 168, 150, 141, 9, 0]),
      factor("LEVEL SHIFT", "31.4 % errors", "0.4 %", [0.4, 31.4]),
      factor("NEW TEMPLATE", "first at 03:41:55", "never in 44,910 lines", [0, 0, 0, 1]),
      factor("MISSING EVENT", "silent 41 min", "every 5 min", [1, 1, 1, 0, 0, 0, 1]),
    ],
    story: [
      ["db-1 closed its replication stream at 03:41:52", "e1"],
      ["and db-2 was promoted 3 s later.", "e2"],
      ["Pool web-rw kept its 50 connections to db-1, which was in recovery,", "e3", "e5"],
      ["so each request that needed the database waited 5 s and failed.", "e4"],
      ["It ended when the pool was pointed at db-2 at 04:16.", "e7"],
    ],
    steps: [
      ["Give pool web-rw the failover address, not db-1.", "pgbouncer.ini: [databases] web-rw = host=db-rw.internal"],
      [
        "Find out why db-1 stopped: its kernel and disk log, 03:35 to 03:42.",
        "journalctl -k --since 03:35 --until 03:42",
      ],
      ["Check the 612 orders that were not retried with success.", "grep -c 'state=dead' logs/queue.log"],
    ],
    related: [["b21c", "started 7 min later; 3,310 order ids in common"]],
  },
  {
    id: "b21c",
    severity: "high",
    score: 7.1,
    title: "Queue orders: 11,940 retries, 48,210 jobs behind",
    subtitle: "Retry flood after the pool timeouts; backlog cleared at 05:00",
    start: at(17, "03:49:10"),
    end: at(17, "05:00:22"),
    lines: 11962,
    components: ["queue.orders", "web.checkout"],
    tags: ["Queue", "Retry", "Timeout"],
    cause: ["first retry with err=pool_timeout", "All 11,940 retries carry the same error; none before this line."],
    proof: [
      ["queue.log", 39022, at(17, "03:49:10.004"), "warn", "job=5a1e77c0 retry in 1000ms attempt=2 err=pool_timeout"],
      ["queue.log", 41877, at(17, "04:02:33.870"), "warn", "lag=48210 consumers=8 oldest=812s"],
      ["queue.log", 44530, at(17, "04:21:09.118"), "error", "job=90cc4b1d state=dead attempt=8 err=pool_timeout"],
      ["queue.log", 47981, at(17, "05:00:22.590"), "info", "lag=0 consumers=8"],
    ],
    factors: [
      factor("FLOOD", "79 % of a window", "under 1 %", [0, 0, 1, 79, 76, 40]),
      factor("UNUSUAL VALUE", "48,210 jobs", "0–340", [12, 80, 340, 12_000, 48_210]),
    ],
    story: [
      ["Retries of orders began 7 min after the pool timeouts.", "e1"],
      ["The backlog reached 48,210 jobs.", "e2"],
    ],
    steps: [["Re-queue the 612 dead jobs after checking for double orders.", "grep 'state=dead' logs/queue.log"]],
    related: [["7f3a", "started 7 min earlier; 3,310 order ids in common"]],
  },
  {
    id: "c4e8",
    severity: "high",
    score: 6.8,
    title: "1,204 failed logins from one address in 6 min",
    subtitle: "203.0.113.47; 2 logins accepted afterwards",
    start: at(16, "22:17:04"),
    end: at(16, "22:23:11"),
    lines: 1209,
    components: ["auth.login"],
    tags: ["Security", "Authentication"],
    cause: ["first failure from 203.0.113.47", "Address not seen before in 17,640 lines."],
    proof: [
      ["auth.log", 17641, at(16, "22:17:04"), "warn", "failed password for u48110 from 203.0.113.47 port 40122"],
      ["auth.log", 18203, at(16, "22:19:40"), "warn", "failed password for u50932 from 203.0.113.47 port 41710"],
      ["auth.log", 18846, at(16, "22:23:02"), "info", "accepted password for u49077 from 203.0.113.47 port 43002"],
      ["auth.log", 18851, at(16, "22:23:11"), "info", "accepted password for u48655 from 203.0.113.47 port 43019"],
    ],
    factors: [factor("BURST DETECTED", "1,204 in 6 min", "0–3 in 6 min", [1, 0, 2, 1, 98, 201, 160, 1])],
    story: [["One address tried 318 accounts in 6 min and got in twice.", "e3", "e4"]],
    steps: [["Lock u49077 and u48655 and end their sessions.", "grep -nE 'u49077|u48655' logs/auth.log"]],
  },
  {
    id: "a55f",
    severity: "medium",
    score: 4.2,
    title: "/api/cart/merge takes 2.9 s; normal is 180 ms",
    subtitle: "1,418 slow requests while one lock was held",
    start: at(16, "19:30:12"),
    end: at(16, "19:48:40"),
    lines: 1418,
    components: ["web.cart", "db.postgres"],
    tags: ["Database", "Performance"],
    cause: ["process 3120 still waiting for ShareLock", "First lock wait over 1 s in 27,732 lines."],
    proof: [
      [
        "db.log",
        27733,
        at(16, "19:30:12"),
        "info",
        "process 3120 still waiting for ShareLock on transaction 9918273 after 1000.1 ms",
      ],
      ["web.log", 129004, at(16, "19:30:14"), "warn", "slow request POST /api/cart/merge 200 2913ms user=39005"],
      ["db.log", 28240, at(16, "19:48:40"), "info", "process 3120 acquired ShareLock after 1107244.8 ms"],
    ],
    factors: [factor("UNUSUAL VALUE", "2,913 ms", "90–240 ms", [90, 180, 240, 2913])],
    story: [["A transaction held a lock on cart_items for 18 min.", "e1", "e3"]],
    steps: [["Find the transaction that held 9918273.", "sed -n '27700,27733p' logs/db.log"]],
    author: "rules",
  },
  {
    id: "e09d",
    severity: "medium",
    score: 3.6,
    title: "WAL archiving silent 27 min; normal is every 5 min",
    subtitle: "5 archive lines missing, then one of 118 s",
    start: at(16, "13:05:00"),
    end: at(16, "13:32:04"),
    lines: 6,
    components: ["db.archiver"],
    tags: ["Database", "Disk"],
    cause: ["last archived WAL before the gap", "A missing event has no line; this is the last one before it."],
    proof: [
      ["db.log", 10977, at(16, "13:00:01"), "info", "archived WAL 0000000700000A1F000000C4 in 410 ms"],
      ["db.log", 11903, at(16, "13:26:40"), "warn", "archive command is taking long: 900 s"],
      ["db.log", 12106, at(16, "13:32:04"), "info", "archived WAL 0000000700000A1F000000C5 in 118044 ms"],
    ],
    factors: [factor("MISSING EVENT", "0 in 27 min", "5 in 27 min", [1, 1, 1, 0, 0, 0, 1])],
    story: [["The archiver wrote nothing between 13:05 and 13:32.", "e1", "e3"]],
    steps: [["Check free space and latency of the archive target at 13:05.", ""]],
    author: "rules",
  },
  {
    id: "1d70",
    severity: "low",
    score: 2.1,
    state: "open",
    title: "New warning since 4.18.2: deprecated x-cart-v1",
    subtitle: "2,204 lines, steady",
    start: at(16, "15:02:18"),
    end: at(17, "08:59:41"),
    lines: 2204,
    components: ["web.api"],
    tags: ["Deployment", "Warning"],
    cause: ["release 4.18.2 started", "New template 4 s after the start line."],
    proof: [
      ["web.log", 74188, at(16, "15:02:14"), "info", "service started version=4.18.2"],
      ["web.log", 74201, at(16, "15:02:18"), "warn", "deprecated header x-cart-v1 client=ios/7.2"],
    ],
    factors: [factor("NEW TEMPLATE", "first at 15:02:18", "never in 74,200 lines", [0, 0, 1, 1, 1])],
    story: [["The warning began 4 s after 4.18.2 started and stays at 2 a minute.", "e1", "e2"]],
    steps: [["Mark as expected if the deprecation is known.", ""]],
    author: "rules",
  },
];
