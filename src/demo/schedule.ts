import type { Draw } from "./draw.ts";
import type { Emit, Saying } from "./entry.ts";
import { auth, db, queue, web } from "./say.ts";
import { world } from "./world.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What the machines do by the clock. `emit` counts from `start`. */
export function scheduled(draw: Draw, emit: Emit, start: number, end: number, load: (time: number) => number): void {
  /** Every `period` by the clock, `jitter` milliseconds late at most. */
  const every = (period: number, jitter: number, tell: (delay: number, hour: number) => void): void => {
    for (let time = Math.ceil(start / period) * period; time < end - period / 2; time += period) {
      tell(time - start + draw.int(0, jitter), Math.floor(time / HOUR) % 24);
    }
  };
  const busy = (delay: number): number => load(start + delay);

  every(MINUTE, 40, (delay) =>
    emit(delay, web("health", `health ok db=${draw.int(1, 4)}ms cache=${draw.int(0, 2)}ms queue=${draw.int(1, 5)}ms`)),
  );
  every(MINUTE, 30, (delay) =>
    emit(
      delay,
      queue("orders", `lag=${Math.round(draw.logNormal(9 * busy(delay), 0.6))} consumers=8 oldest=${draw.int(0, 4)}s`),
    ),
  );
  every(2 * MINUTE, 25, (delay) =>
    emit(
      delay,
      db(
        "pooler",
        `pool web-rw: ${Math.min(38, 4 + Math.round(12 * busy(delay) * draw.real(0.7, 1.4)))}/50 in use, 0 waiting`,
      ),
    ),
  );
  every(100 * SECOND, 60 * SECOND, (delay) => {
    const before = draw.int(480, 610);
    emit(
      delay,
      web("jvm", `GC pause young ${before}M->${draw.int(150, 240)}M(1024M) ${draw.logNormal(19, 0.35).toFixed(1)}ms`),
    );
  });
  every(5 * MINUTE, 300, (delay) => {
    const seconds = draw.real(8, 40);
    emit(delay, db("checkpointer", "checkpoint starting: time"));
    emit(
      delay + seconds * SECOND,
      db(
        "checkpointer",
        `checkpoint complete: wrote ${draw.int(300, 2400)} buffers; write=${seconds.toFixed(3)} s, sync=0.0${draw.int(10, 99)} s`,
      ),
    );
  });
  every(10 * MINUTE, 2 * SECOND, (delay) => {
    const segment = Math.floor((start + delay) / (10 * MINUTE)) % 0xffff;
    emit(
      delay,
      db(
        "archiver",
        `archived WAL 0000000700000A1F0000${segment.toString(16).toUpperCase().padStart(4, "0")} in ${world.milliseconds(draw, 640)} ms`,
      ),
    );
  });
  every(15 * MINUTE, SECOND, (delay) =>
    emit(
      delay,
      web("scheduler", `job price-sync done: ${draw.int(20, 400)} prices in ${world.milliseconds(draw, 2100)} ms`),
    ),
  );
  every(HOUR, SECOND, (delay, hour) => {
    const pid = draw.int(2000, 32_000);
    emit(delay, auth("CRON", "pam_unix(cron:session): session opened for user root by (uid=0)", "INFO", { pid }));
    emit(delay + 5, auth("CRON", "(root) CMD (run-parts --report /etc/cron.hourly)", "INFO", { pid: pid + 1 }));
    emit(delay + 900, auth("CRON", "pam_unix(cron:session): session closed for user root", "INFO", { pid }));
    const took = world.milliseconds(draw, 8200);
    emit(delay, web("scheduler", "job sitemap started"));
    emit(delay + took, web("scheduler", `job sitemap done: ${draw.int(7100, 7160)} pages in ${took} ms`));
    emit(
      delay + 20 * SECOND,
      queue("reports", `hourly report of ${String(hour).padStart(2, "0")}:00 written, ${draw.int(200, 1900)} rows`),
    );
  });
}

/** Things of some night or afternoon: once or twice in a day, and harmless. */
const RARE: readonly ((draw: Draw) => Saying)[] = [
  (draw) => web("scheduler", `job invoice-archive done: ${draw.int(200, 900)} invoices moved to cold storage`),
  (draw) => web("catalog", `category tree reloaded: ${draw.int(300, 330)} nodes`),
  (draw) => web("search", `synonym list reloaded, ${draw.int(410, 440)} entries`),
  () => web("api", "rate limits reloaded from settings"),
  (draw) => web("session", `session store compacted, ${draw.int(8, 30)} MB freed`),
  (draw) => web("payments", `exchange rates of ${draw.int(31, 33)} currencies updated`),
  (draw) =>
    db(
      "autovacuum",
      `automatic analyze of table "shop.public.audit" system usage: CPU ${draw.real(0.2, 0.9).toFixed(2)} s`,
    ),
  () => db("postmaster", "received SIGHUP, reloading configuration files"),
  () => db("postmaster", 'parameter "work_mem" changed to "24MB"'),
  (draw) => db("archiver", `base backup finished, ${draw.int(41, 44)} GB in ${draw.int(610, 720)} s`),
  (draw) => queue("orders", `partition map refreshed, ${draw.pick([8, 16])} partitions`),
  (draw) => queue("reports", `monthly report of store ${draw.int(1, 4)} written`),
  (draw) => queue("stock", `stock-taking list of warehouse ${draw.int(1, 3)} imported, ${draw.int(900, 4000)} rows`),
  () => auth("systemd", "Starting Rotate log files..."),
  () => auth("systemd", "Started Daily apt download activities."),
  (draw) => auth("authd", `signing key rotated, new key id ${draw.hex(6)}`),
];

/** Some of the rare things, each once or twice, anywhere. */
export function rare(draw: Draw, emit: Emit, length: number): void {
  for (const say of draw.some(RARE, draw.int(7, 10))) {
    for (let times = draw.int(1, 2); times > 0; times--) emit(draw.real(0.02, 0.98) * length, say(draw));
  }
}

/** Milliseconds from the first line of a deploy to its last. */
export const DEPLOY_LASTS = 75 * SECOND;

/** A new version of the shop's server goes live. */
export function deploy(draw: Draw, emit: Emit, at: number): void {
  const version = `4.${draw.int(12, 29)}.${draw.int(0, 9)}`;
  let delay = at;
  const then = (wait: number, saying: Saying): void => {
    delay += wait;
    emit(delay, saying);
  };
  then(
    0,
    auth("sudo", "deploy : TTY=unknown ; PWD=/srv/shop ; USER=root ; COMMAND=/usr/bin/systemctl restart shop-web"),
  );
  then(300, auth("systemd", "Stopping shop-web.service..."));
  then(40, web("main", "SIGTERM received, no new requests are accepted"));
  then(draw.int(3000, 9000), web("main", `drained ${draw.int(3, 40)} open requests, bye`));
  then(900, auth("systemd", `Started shop-web.service (${version}).`));
  then(1500, web("main", `shop-web ${version} starting, build ${draw.hex(7)}, java 21.0.${draw.int(2, 6)}`));
  then(400, web("main", "profile: production, region: eu-central"));
  then(2100, web("main", `database schema is current (version ${draw.int(210, 260)})`));
  then(600, web("main", "connection pool web-rw opened, 10 of 50 connections"));
  then(1200, web("main", `feature flags loaded: ${draw.int(18, 30)} on, ${draw.int(4, 9)} off`));
  then(2500, web("catalog", `cache warmed: ${draw.int(2900, 3400)} products in ${draw.int(1800, 2600)} ms`));
  then(200, web("main", "setting cart.v1_compat is deprecated and will go away with 5.0", "WARN"));
  then(300, web("main", "listening on 0.0.0.0:8080"));
  then(draw.int(4000, 20_000), web("main", `${version} is live, started in ${draw.real(8, 12).toFixed(1)} s`));
}
