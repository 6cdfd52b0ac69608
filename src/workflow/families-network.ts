import { type Family, family } from "./family.ts";

const POSTGRES = /postgres|psql|\bpg_|\bpgsql|:5432\b|remaining connection slots/i;
const MYSQL = /mysql|mariadb|innodb|:3306\b/i;

/** Between machines, and to the database. */
export const NETWORK_FAMILIES: readonly Family[] = [
  family(
    "name-resolution",
    /\bENOTFOUND\b|\bEAI_AGAIN\b|name or service not known|temporary failure in name resolution|could not resolve|unable to resolve|no such host|\bnxdomain\b|\bservfail\b|unknown ?host|dns (?:lookup|query|resolution|error|fail)/i,
    "Network Connectivity",
    "a name was not resolved",
    "that it is",
    [
      ["Ask the resolver.", "resolvectl status; getent hosts localhost"],
      ["Read which servers are asked.", "cat /etc/resolv.conf"],
    ],
  ),
  family(
    "connection-pool",
    /(?:connection )?pool .{0,60}(?:exhausted|full|timeout|in use|no available|empty)|(?:timeout|timed out) acquiring (?:a )?connection|too many (?:connections|clients)|pool_timeout|remaining connection slots|max(?:imum)? (?:number of )?connections? (?:reached|exceeded)|no (?:free|available) connections?/i,
    "Database Connectivity Performance",
    "the connections ran out",
    "that one is free",
    [
      ["Count the connections by state.", "ss -tan | awk 'NR>1{print $1}' | sort | uniq -c"],
      [
        "Find what holds them: the longest statements of the database.",
        'psql -c "select pid, state, now()-query_start as age, left(query,60) from pg_stat_activity order by age desc nulls last limit 10"',
        POSTGRES,
      ],
      ["Find what holds them: the longest statements of the database.", "mysql -e 'show full processlist'", MYSQL],
    ],
  ),
  family(
    "deadlock",
    /deadlock|lock wait timeout|waiting for \w{1,20}lock|could not obtain lock|lock (?:timeout|contention)|could not serialize access/i,
    "Database Performance",
    "a lock was waited for or two waited for each other",
    "that locks are free at once",
    [
      [
        "Find who holds the lock.",
        'psql -c "select pid, pg_blocking_pids(pid), left(query,60) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0"',
        POSTGRES,
      ],
      ["Read the last deadlock that the database saw.", "mysql -e 'show engine innodb status'", MYSQL],
      ["Let both take their locks in the same order, or try again after one was rolled back.", ""],
    ],
    { asks: { of: "below", text: "Read who waited for whom: the lines below these." } },
  ),
  family(
    "connection-refused",
    /connection (?:was |is )?refused|\bECONNREFUSED\b|refused (?:the )?connection|actively refused/i,
    "Network Connectivity",
    "a connection was refused",
    "that it is accepted",
    [
      ["See whether the other side listens.", "ss -ltnp"],
      ["See which services failed.", "systemctl --failed"],
    ],
  ),
  family(
    "connection-lost",
    /connection (?:was |is )?(?:reset|closed|lost|aborted|dropped|terminated)|reset by peer|broken pipe|\bECONNRESET\b|\bEPIPE\b|server closed the connection|socket (?:closed|hang ?up)|disconnected|severed/i,
    "Network Connectivity",
    "a connection broke",
    "that it stays open",
    [
      ["See what the other side wrote at that time.", "journalctl --since '-1 hour' -p warning | tail -n 50"],
      ["Count errors of the network interfaces.", "ip -s link"],
    ],
  ),
  family(
    "unreachable",
    /no route to host|(?:host|network|destination|node|service) (?:is )?unreachable|\bEHOSTUNREACH\b|\bENETUNREACH\b|link (?:is )?down|interface .{0,40}\bdown\b|carrier lost|not responding/i,
    "Network Connectivity",
    "a host or a link was not reached",
    "that it answers",
    [
      ["See links and routes.", "ip -br link; ip route"],
      ["Read what the kernel says of the network.", "dmesg -T | grep -i -E 'link|eth|nic' | tail -n 20"],
    ],
  ),
  family(
    "connection-failed",
    /(?:failed|unable) to (?:re-?)?connect|(?:could not|cannot|can't|couldn't) (?:re-?)?connect|connect(?:ion)? (?:attempt )?(?:failed|failure|error)|connection to \S{1,80} failed|no connection (?:to|could)/i,
    "Network Connectivity",
    "a connection was not made",
    "that it is",
    [
      ["See whether the other side listens.", "ss -ltnp"],
      ["See which services failed.", "systemctl --failed"],
    ],
  ),
];
