import { UserError } from "../core/errors.ts";

/** Where a provider is reached, and whether text that goes there leaves the machine. */
export interface Endpoint {
  /** Without a path that names a call, without a slash at the end. */
  readonly base: string;
  /** Host and port. */
  readonly host: string;
  readonly place: "loopback" | "remote";
}

/** Paths of single calls, which people paste as the endpoint. */
const CALLS =
  /\/(?:api\/(?:generate|chat|tags|show|version|embed)|api|v1\/(?:chat\/completions|responses|messages))\/?$/;

/** Hosts that are this machine; everything else is remote, a name of the local network too. */
const isLoopback = (hostname: string): boolean => {
  const name = hostname.toLowerCase().replace(/^\[|\]$/g, "");
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "::1" ||
    name === "0.0.0.0" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  );
};

/** Reads an endpoint as people write it: a bare host, a base address, or the address of one call. */
export function parseEndpoint(text: string, defaultPort: string): Endpoint {
  const trimmed = text.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  let url: URL;
  try {
    url = new URL(hasScheme ? trimmed : `http://${trimmed}`);
  } catch {
    throw new UserError(
      `llm.endpoint: expected a host or an address, got "${trimmed}"`,
      "for example http://localhost:11434",
    );
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new UserError(`llm.endpoint: expected http or https, got "${url.protocol.slice(0, -1)}"`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new UserError(
      "llm.endpoint: expected no user name or password in the address",
      "keys come from the environment, never from the configuration",
    );
  }
  if (!hasScheme && url.port === "" && defaultPort !== "") url.port = defaultPort;
  const path = url.pathname.replace(CALLS, "").replace(/\/+$/, "");
  return {
    base: `${url.protocol}//${url.host}${path}`,
    host: url.host,
    place: isLoopback(url.hostname) ? "loopback" : "remote",
  };
}
