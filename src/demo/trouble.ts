import type { Draw } from "./draw.ts";
import type { Saying } from "./entry.ts";
import { auth, db, queue, web } from "./say.ts";
import { secrets } from "./secrets.ts";
import { world } from "./world.ts";

/** Something wrong that one message tells of. */
export interface Trouble {
  readonly description: string;
  readonly say: (draw: Draw) => Saying;
}

/** Errors that no ordinary day has. */
export const NEW_ERRORS: readonly Trouble[] = [
  {
    description: "the payment provider's certificate has expired",
    say: (draw) =>
      web(
        "payments",
        `payment of order ${world.order(draw)} failed: javax.net.ssl.SSLHandshakeException: certificate of api.cardpay.example expired`,
        "ERROR",
        {
          trace: [
            "javax.net.ssl.SSLHandshakeException: PKIX path validation failed: validity check failed",
            "\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:130)",
            "\tat shop.payments.CardPayClient.capture(CardPayClient.java:84)",
            "\tat shop.payments.PaymentService.pay(PaymentService.java:41)",
            "Caused by: java.security.cert.CertificateExpiredException: NotAfter: Mon Mar 16 09:00:00 UTC 2026",
            "\t... 12 more",
          ],
        },
      ),
  },
  {
    description: "an order's total cannot be computed",
    say: (draw) =>
      web("checkout", `unhandled exception while pricing cart ${draw.int(70_000, 79_999)}`, "ERROR", {
        trace: [
          'java.lang.NullPointerException: Cannot invoke "shop.tax.Rate.percent()" because "rate" is null',
          "\tat shop.checkout.TaxCalculator.of(TaxCalculator.java:66)",
          "\tat shop.checkout.CheckoutService.total(CheckoutService.java:152)",
          "\tat shop.web.http.Worker.run(Worker.java:57)",
        ],
      }),
  },
  {
    description: "the search index on disk is damaged",
    say: (draw) =>
      web(
        "search",
        `index segment _${draw.hex(3)} is corrupt: checksum mismatch, expected ${draw.hex(8)} found ${draw.hex(8)}`,
        "ERROR",
      ),
  },
  {
    description: "a data page of the database is damaged",
    say: (draw) =>
      db(
        "backend",
        `invalid page in block ${draw.int(100, 90_000)} of relation base/16401/${draw.int(24_000, 24_900)}`,
        "ERROR",
      ),
  },
  {
    description: "the database cannot write because its disk is full",
    say: (draw) =>
      db(
        "backend",
        `could not extend file "base/16401/${draw.int(24_000, 24_900)}": No space left on device`,
        "ERROR",
        {
          trace: ["\tHINT:  Check free disk space."],
        },
      ),
  },
  {
    description: "the standby cannot be reached",
    say: (draw) =>
      db(
        "walsender",
        `could not send data to standby db-2 at ${draw.int(10, 99)}A/${draw.hex(8).toUpperCase()}: Connection refused`,
        "FATAL",
      ),
  },
  {
    description: "the order queue has lost a partition's log",
    say: (draw) =>
      queue(
        "broker",
        `partition orders-${draw.int(0, 7)} offline: log directory /var/lib/broker/${draw.int(0, 3)} failed with input/output error`,
        "ERROR",
      ),
  },
  {
    description: "a message cannot be decoded and its job is dead",
    say: (draw) =>
      queue(
        "orders",
        `job ${world.job(draw)} dead: cannot decode payload, unknown schema version ${draw.int(8, 12)}`,
        "ERROR",
        {
          trace: [
            "DecodeError: unknown schema version",
            "    at decode (/srv/worker/lib/codec.js:118:11)",
            "    at Worker.handle (/srv/worker/lib/worker.js:64:20)",
          ],
        },
      ),
  },
  {
    description: "the user directory is unreachable for the login service",
    say: (draw) =>
      auth("authd", `error: user directory ldap://10.0.5.${draw.int(10, 12)}:389 unreachable: connection refused`),
  },
  {
    description: "a process of the login host ran into broken memory",
    say: (draw) =>
      auth(
        "kernel",
        `tokend[${draw.int(800, 900)}]: segfault at ${draw.hex(12)} ip ${draw.hex(12)} sp ${draw.hex(12)} error 4 in libcrypto.so.3`,
      ),
  },
];

/** Messages that repeat until nothing else can be seen. */
export const FLOODS: readonly Trouble[] = [
  {
    description: "checkouts fail because no database connection is free",
    say: (draw) =>
      web(
        "checkout",
        `checkout failed: timeout acquiring connection after ${draw.int(5000, 5019)} ms pool=web-rw order=${world.order(draw)}`,
        "ERROR",
      ),
  },
  {
    description: "the session cache is full and refuses writes",
    say: (draw) =>
      web(
        "session",
        `cache write refused key=sess:${draw.hex(10)}: memory limit reached, used ${draw.int(4090, 4096)} of 4096 MB`,
        "WARN",
      ),
  },
  {
    description: "statements wait for one lock",
    say: (draw) =>
      db(
        "backend",
        `process ${draw.int(2000, 9999)} still waiting for ShareLock on transaction ${draw.int(9_918_000, 9_919_999)} after ${draw.int(1000, 1009)}.${draw.int(100, 999)} ms`,
      ),
  },
  {
    description: "clients ask for a table that a migration removed",
    say: (draw) => db("backend", `relation "cart_items_v1" does not exist at character ${draw.int(14, 90)}`, "ERROR"),
  },
  {
    description: "jobs of one kind fail and come back at once",
    say: (draw) =>
      queue("orders", `job ${world.job(draw)} failed attempt=${draw.int(1, 8)} err=pool_timeout, requeued`, "ERROR"),
  },
  {
    description: "a consumer rereads the same records in a loop",
    say: (draw) =>
      queue(
        "broker",
        `consumer c-${draw.int(1, 8)} offset ${draw.int(880_000, 889_999)} out of range, reset to ${draw.int(870_000, 879_999)}`,
        "WARN",
      ),
  },
  {
    description: "a forgotten trace switch prints every price rule",
    say: (draw) =>
      web("catalog", `rule ${draw.int(100, 999)} evaluated for ${world.sku(draw)} in ${draw.int(11, 900)} us`),
  },
];

/** Lines that print a credential, at ordinary levels. */
export const LEAKS: readonly Trouble[] = [
  {
    description: "an AWS access key and its secret are printed",
    say: (draw) =>
      web(
        "catalog",
        `picture store client ready access_key=${secrets.awsKey(draw)} secret_key=${secrets.awsSecret(draw)} bucket=shop-media`,
      ),
  },
  {
    description: "a request to a partner is printed with its bearer token",
    say: (draw) =>
      web(
        "payments",
        `outgoing POST https://api.cardpay.example/v2/refunds headers: Authorization: Bearer ${secrets.jwt(draw)}`,
        "DEBUG",
      ),
  },
  {
    description: "a login form is printed with its password",
    say: (draw) =>
      web("session", `form data user=${world.user(draw)} password=${secrets.password(draw)} remember=true`, "DEBUG"),
  },
  {
    description: "a database address is printed with its password",
    say: (draw) =>
      queue("reports", `connecting to postgres://report:${secrets.password(draw).replace("!", "x")}@db-1:5432/shop`),
  },
  {
    description: "a GitHub token is printed",
    say: (draw) =>
      queue(
        "webhooks",
        `fetching templates with token ${secrets.githubToken(draw)} from github.com/shop/mail-templates`,
      ),
  },
  {
    description: "a statement is printed with the password that it sets",
    say: (draw) => db("backend", `statement: ALTER ROLE report WITH PASSWORD '${secrets.password(draw)}'`),
  },
];
