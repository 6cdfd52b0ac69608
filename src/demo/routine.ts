import type { Draw } from "./draw.ts";
import type { Saying } from "./entry.ts";
import { auth, db, queue, web } from "./say.ts";
import { world } from "./world.ts";

/** A small trouble, or a small fact, that is always there at a low rate. */
export interface Routine {
  /** Records an hour, whatever the size of the day. */
  readonly perHour: number;
  readonly say: (draw: Draw) => Saying;
}

/** A routine whose sudden rush would be an incident. */
export interface Burstable extends Routine {
  readonly name: string;
  readonly rush: string;
}

/** Where a rush can be planted; each is heard all day at its usual rate. */
export const BURSTABLE: readonly Burstable[] = [
  {
    name: "upstream timeouts",
    rush: "calls to the catalogue service time out and are retried",
    perHour: 26,
    say: (draw) =>
      web(
        "api",
        `upstream catalog timed out after ${draw.int(2000, 2015)} ms, retrying attempt=${draw.int(1, 2)} req=${world.request(draw)}`,
        "WARN",
      ),
  },
  {
    name: "job retries",
    rush: "jobs of the order queue are retried",
    perHour: 30,
    say: (draw) =>
      queue(
        "orders",
        `job ${world.job(draw)} retry in ${draw.pick([1000, 2000, 4000])} ms attempt=${draw.int(2, 3)} err=partner_timeout`,
        "WARN",
      ),
  },
  {
    name: "cache reconnects",
    rush: "the session store reconnects to its cache over and over",
    perHour: 24,
    say: (draw) =>
      web("session", `redis 10.0.2.${draw.int(31, 33)}:6379 reconnected in ${world.milliseconds(draw, 38)} ms`),
  },
  {
    name: "temporary files",
    rush: "sorts no longer fit into memory and spill to disk",
    perHour: 28,
    say: (draw) =>
      db(
        "backend",
        `temporary file: path "base/pgsql_tmp/pgsql_tmp${draw.int(2000, 32_000)}.${draw.int(0, 9)}", size ${draw.int(4_000_000, 64_000_000)}`,
      ),
  },
  {
    name: "rejected tokens",
    rush: "clients come with expired tokens",
    perHour: 32,
    say: (draw) =>
      auth("tokend", `token rejected user=${world.user(draw)} client=${world.client(draw)} reason=expired`),
  },
];

/** Warnings and errors that belong to ordinary life: a detector that makes incidents of them is wrong. */
export const ROUTINES: readonly Routine[] = [
  {
    perHour: 9,
    say: (draw) =>
      web("api", `GET /api/products/${draw.int(9000, 9999)} 404 ${draw.int(2, 9)}ms no such product`, "WARN"),
  },
  {
    perHour: 7,
    say: (draw) =>
      web(
        "payments",
        `card declined order=${world.order(draw)} reason=${draw.pick(["insufficient_funds", "expired_card", "do_not_honor"])}`,
        "WARN",
      ),
  },
  {
    perHour: 6,
    say: (draw) =>
      web(
        "api",
        `client aborted request POST /api/cart after ${world.milliseconds(draw, 900)} ms req=${world.request(draw)}`,
        "WARN",
      ),
  },
  {
    perHour: 8,
    say: (draw) =>
      web("api", `slow request GET /api/search took ${draw.int(1000, 2400)} ms user=${world.user(draw)}`, "WARN"),
  },
  {
    perHour: 5,
    say: (draw) => web("checkout", `address check of user ${world.user(draw)} unavailable, accepted unchecked`, "WARN"),
  },
  {
    perHour: 5,
    say: (draw) => web("payments", `payment ${draw.hex(8)} not confirmed at first try, second try succeeded`, "WARN"),
  },
  {
    perHour: 4,
    say: (draw) =>
      web("checkout", `checkout rejected user=${world.user(draw)} cause=out_of_stock sku=${world.sku(draw)}`, "ERROR"),
  },
  {
    perHour: 4,
    say: (draw) =>
      web("api", `request ${world.request(draw)} ended early: java.io.IOException: Broken pipe`, "ERROR", {
        trace: [
          "\tat shop.web.http.ResponseWriter.flush(ResponseWriter.java:211)",
          "\tat shop.web.http.Connection.write(Connection.java:98)",
          "\tat shop.web.http.Worker.run(Worker.java:57)",
        ],
      }),
  },
  {
    perHour: 4,
    say: (draw) =>
      db("backend", 'duplicate key value violates unique constraint "carts_user_id_key"', "ERROR", {
        trace: [`\tDETAIL:  Key (user_id)=(${world.user(draw)}) already exists.`],
      }),
  },
  { perHour: 4, say: () => db("backend", "canceling statement due to user request", "ERROR") },
  {
    perHour: 9,
    say: (draw) =>
      db(
        "backend",
        `duration: ${draw.int(1000, 2900)}.${draw.int(100, 999)} ms  statement: SELECT * FROM report_daily WHERE day = $1`,
      ),
  },
  {
    perHour: 6,
    say: (draw) =>
      db(
        "autovacuum",
        `automatic vacuum of table "shop.public.${draw.pick(["carts", "orders", "sessions", "stock"])}": index scans: ${draw.int(0, 1)}, removed ${draw.int(100, 9000)} rows`,
      ),
  },
  {
    perHour: 5,
    say: (draw) =>
      queue(
        "webhooks",
        `webhook to partner ${draw.int(1, 9)} answered 503, next try in ${draw.pick([30, 60, 120])} s`,
        "WARN",
      ),
  },
  {
    perHour: 4,
    say: (draw) => queue("mail", `mail to user ${world.user(draw)} bounced: mailbox full`, "WARN"),
  },
  {
    perHour: 4,
    say: (draw) =>
      queue("thumbs", `picture of product ${world.product(draw)} skipped: unsupported colour profile`, "ERROR"),
  },
  {
    perHour: 5,
    say: (draw) => auth("ntpd", `adjusting clock by ${draw.chance(0.5) ? "-" : ""}0.00${draw.int(1000, 9999)} s`),
  },
  {
    perHour: 4,
    say: (draw) => auth("sshd", `Connection closed by ${world.staffAddress(draw)} port ${world.port(draw)} [preauth]`),
  },
];
