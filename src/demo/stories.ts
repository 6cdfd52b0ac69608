import type { Draw, Some } from "./draw.ts";
import type { Saying, Tell } from "./entry.ts";
import { auth, db, queue, web } from "./say.ts";
import { world } from "./world.ts";

/** What customers and jobs do; `weight` against each other, at the pace of the load. */
export interface Story {
  readonly weight: number;
  readonly tell: Tell;
}

const COUPONS: Some<string> = ["SPRING26", "WELCOME10", "FRIENDS5", "NEWS15"];
const PAGES: Some<(draw: Draw) => string> = [
  (draw) => `/api/products/${world.product(draw)}`,
  (draw) => `/api/products/${world.product(draw)}/reviews`,
  () => "/api/categories",
  (draw) => `/api/users/${world.user(draw)}/orders`,
  () => "/api/orders",
  () => "/api/cart",
];
const STATEMENTS: Some<string> = [
  "SELECT id, total, state FROM orders WHERE id = $1",
  "SELECT sku, n FROM cart_items WHERE cart_id = $1",
  "UPDATE cart_items SET n = $1 WHERE id = $2",
  "SELECT p.id, p.name, p.price FROM products p WHERE p.id = ANY($1)",
  "INSERT INTO audit (who, what, at) VALUES ($1, $2, now())",
  "UPDATE stock SET n = n - $1 WHERE sku = $2",
];

const get = (draw: Draw, path: string): Saying => {
  const status = draw.chance(0.93) ? 200 : draw.chance(0.6) ? 304 : 404;
  const took = world.milliseconds(draw, status === 200 ? 41 : 6);
  return web("api", `GET ${path} ${status} ${took}ms user=${world.user(draw)} req=${world.request(draw)}`);
};

const checkout: Tell = (draw, emit) => {
  const order = world.order(draw);
  const user = world.user(draw);
  const job = world.job(draw);
  const total = world.money(draw);
  const captured = world.milliseconds(draw, 410);
  emit(0, web("checkout", `checkout started user=${user} cart=${draw.int(70_000, 79_999)}`));
  emit(
    captured,
    web("payments", `payment captured order=${order} amount=${total} EUR provider=cardpay in ${captured} ms`),
  );
  emit(
    captured + 9,
    db(
      "backend",
      "duration: " +
        world.decimals(draw, 8) +
        " ms  statement: INSERT INTO orders (id, user_id, total) VALUES ($1, $2, $3)",
    ),
  );
  emit(captured + 14, web("checkout", `order ${order} placed total=${total} EUR items=${draw.int(1, 6)}`));
  emit(captured + 20, web("api", `POST /api/checkout 201 ${captured + 21}ms user=${user} req=${world.request(draw)}`));
  emit(captured + 40, queue("orders", `job ${job} enqueued type=fulfil order=${order}`));
  const took = world.milliseconds(draw, 210);
  emit(captured + 90 + took, queue("orders", `job ${job} done in ${took} ms attempt=1`));
  if (draw.chance(0.6)) {
    emit(
      captured + 2000,
      queue("mail", `order_confirmation sent to user ${user} in ${world.milliseconds(draw, 310)} ms`),
    );
  }
};

const cart: Tell = (draw, emit) => {
  const id = draw.int(70_000, 79_999);
  emit(0, web("cart", `cart ${id} loaded ${draw.int(1, 7)} items in ${world.milliseconds(draw, 12)} ms`));
  if (draw.chance(0.7)) emit(15, web("cart", `item ${world.sku(draw)} added to cart ${id} quantity=${draw.int(1, 3)}`));
  else emit(15, web("cart", `item ${world.sku(draw)} removed from cart ${id}`));
  emit(
    40,
    web(
      "api",
      `POST /api/cart 200 ${world.milliseconds(draw, 55)}ms user=${world.user(draw)} req=${world.request(draw)}`,
    ),
  );
};

const login: Tell = (draw, emit) => {
  const user = world.user(draw);
  const address = world.customerAddress(draw);
  // People mistype their password once in a while, never more than three times here.
  const tries = draw.chance(0.06) ? draw.int(1, 3) : 0;
  for (let i = 0; i < tries; i++) {
    emit(i * 7000, auth("authd", `login failed user=${user} ip=${address} reason=bad_password`));
  }
  const delay = tries * 7000;
  emit(delay, auth("authd", `login ok user=${user} ip=${address} method=${draw.chance(0.9) ? "password" : "passkey"}`));
  emit(delay + 60, web("session", `session ${draw.hex(10)} created user=${user} client=${world.client(draw)}`));
};

const staffLogin: Tell = (draw, emit) => {
  const pid = draw.int(2000, 32_000);
  const who = world.staff(draw);
  const from = `${world.staffAddress(draw)} port ${world.port(draw)} ssh2`;
  const tries = draw.chance(0.12) ? draw.int(1, 2) : 0;
  for (let i = 0; i < tries; i++)
    emit(i * 5000, auth("sshd", `Failed password for ${who} from ${from}`, "INFO", { pid }));
  const delay = tries * 5000;
  emit(delay, auth("sshd", `Accepted password for ${who} from ${from}`, "INFO", { pid }));
  emit(delay + 200, auth("sshd", `pam_unix(sshd:session): session opened for user ${who} by (uid=0)`, "INFO", { pid }));
  const stay = Math.round(draw.logNormal(240_000, 0.8));
  if (draw.chance(0.3)) {
    emit(
      delay + stay / 2,
      auth(
        "sudo",
        `${who} : TTY=pts/${draw.int(0, 4)} ; PWD=/srv/shop ; USER=root ; COMMAND=/usr/bin/systemctl status shop-web`,
      ),
    );
  }
  emit(delay + stay, auth("sshd", `pam_unix(sshd:session): session closed for user ${who}`, "INFO", { pid }));
};

const connection: Tell = (draw, emit) => {
  const pid = draw.int(2000, 32_000);
  const host = `10.0.2.${draw.int(11, 14)}`;
  emit(0, db("backend", `connection received: host=${host} port=${world.port(draw)}`, "INFO", { pid }));
  emit(4, db("backend", "connection authorized: user=shop database=shop application_name=shop-web", "INFO", { pid }));
  const stay = Math.round(draw.logNormal(180_000, 0.7));
  const clock = new Date(stay).toISOString().slice(11, 23);
  emit(
    stay,
    db("backend", `disconnection: session time: ${clock} user=shop database=shop host=${host}`, "INFO", { pid }),
  );
};

const job =
  (component: string, median: number, what: (draw: Draw) => string): Tell =>
  (draw, emit) =>
    emit(0, queue(component, `${what(draw)} in ${world.milliseconds(draw, median)} ms`));

/** Ordinary life at the pace of the customers. */
export const STORIES: readonly Story[] = [
  { weight: 300, tell: (draw, emit) => emit(0, get(draw, draw.pick(PAGES)(draw))) },
  {
    weight: 60,
    tell: (draw, emit) =>
      emit(
        0,
        web("api", `GET /static/app.${draw.pick(["4f1c09ab", "77d0e2c1", "b3a98f55"])}.js 304 ${draw.int(1, 3)}ms`),
      ),
  },
  { weight: 60, tell: cart },
  { weight: 26, tell: checkout },
  { weight: 44, tell: login },
  { weight: 5, tell: staffLogin },
  { weight: 22, tell: connection },
  {
    weight: 70,
    tell: (draw, emit) =>
      emit(0, web("catalog", `product ${world.product(draw)} served from cache in ${world.milliseconds(draw, 2)} ms`)),
  },
  {
    weight: 22,
    tell: (draw, emit) =>
      emit(
        0,
        web("catalog", `cache miss product ${world.product(draw)}, loaded in ${world.milliseconds(draw, 18)} ms`),
      ),
  },
  {
    weight: 34,
    tell: (draw, emit) =>
      emit(
        0,
        web("search", `search "${world.query(draw)}" hits=${draw.int(0, 180)} took=${world.milliseconds(draw, 48)} ms`),
      ),
  },
  {
    weight: 18,
    tell: (draw, emit) =>
      emit(0, web("session", `session ${draw.hex(10)} expired after ${draw.int(30, 32)} min idle`, "DEBUG")),
  },
  {
    weight: 22,
    tell: (draw, emit) =>
      emit(
        0,
        web(
          "catalog",
          `price of ${world.sku(draw)} resolved list=${world.money(draw)} rule=${draw.pick(["base", "vip", "sale"])}`,
          "DEBUG",
        ),
      ),
  },
  {
    weight: 10,
    tell: (draw, emit) =>
      emit(
        0,
        web(
          "cart",
          `coupon ${draw.pick(COUPONS)} applied to cart ${draw.int(70_000, 79_999)} discount=${draw.int(5, 20)} %`,
        ),
      ),
  },
  {
    weight: 8,
    tell: (draw, emit) =>
      emit(
        0,
        web(
          "api",
          `PUT /api/users/${world.user(draw)}/address 200 ${world.milliseconds(draw, 37)}ms req=${world.request(draw)}`,
        ),
      ),
  },
  {
    weight: 105,
    tell: (draw, emit) =>
      emit(0, db("backend", `duration: ${world.decimals(draw, 2.4)} ms  statement: ${draw.pick(STATEMENTS)}`)),
  },
  {
    weight: 40,
    tell: (draw, emit) =>
      emit(0, auth("tokend", `token refreshed user=${world.user(draw)} client=${world.client(draw)} ttl=3600`)),
  },
  { weight: 8, tell: (draw, emit) => emit(0, auth("authd", `logout user=${world.user(draw)}`)) },
  { weight: 4, tell: (draw, emit) => emit(0, auth("authd", `password reset requested user=${world.user(draw)}`)) },
  {
    weight: 30,
    tell: job(
      "thumbs",
      87,
      (draw) => `thumbnail ${draw.pick(["320x240", "640x480"])} of product ${world.product(draw)} made`,
    ),
  },
  {
    weight: 24,
    tell: job(
      "webhooks",
      140,
      (draw) => `webhook order.${draw.pick(["paid", "shipped"])} delivered to partner ${draw.int(1, 9)} status=200`,
    ),
  },
  { weight: 20, tell: job("stock", 33, (draw) => `stock of ${world.sku(draw)} set to ${draw.int(0, 400)}`) },
  { weight: 12, tell: job("search-index", 64, (draw) => `indexed ${draw.int(1, 20)} documents batch=${draw.hex(6)}`) },
  { weight: 6, tell: job("mail", 290, (draw) => `newsletter sent to user ${world.user(draw)}`) },
];
