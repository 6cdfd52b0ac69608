/** Words that only say which part of the system is meant. */
export const TOPICS: readonly (readonly [tag: string, words: RegExp])[] = [
  [
    "Database",
    /\b(?:database|postgres\w{0,4}|mysql|mariadb|oracle|mongo\w{0,3}|sqlite|sql|jdbc|redis|cassandra|db\d{0,3})\b|\bdb[-_]/i,
  ],
  ["Network", /\b(?:network|socket|tcp|udp|dns|port|ethernet|packet|router|proxy|vpn|firewall|ssh\w?|http\w?)\b/i],
  ["API", /\b(?:api|rest|graphql|grpc|endpoint|webhook)\b|\b(?:GET|POST|PUT|PATCH|DELETE) \//i],
  ["Memory", /\b(?:memory|heap|ram|swap)\b/i],
  ["Disk", /\b(?:disk|filesystem|storage|volume|\/dev\/\w{1,20})\b/i],
  ["CPU", /\b(?:cpu|processor|core)\b/i],
  ["Queue", /\b(?:queue|kafka|rabbitmq|amqp|broker|consumer|topic)\b/i],
  ["Cache", /\b(?:cache|memcached|redis)\b/i],
  ["Authentication", /\b(?:login|logon|password|auth|oauth|saml|ldap|sso|token|credential)s?\b/i],
  ["Configuration", /\b(?:config\w{0,10}|setting|yaml)s?\b/i],
  ["Startup", /\b(?:starting|started|start-?up|boot\w{0,3}|initiali[sz]\w{1,5})\b/i],
  ["Shutdown", /(?<!causing )\b(?:shutdown|shutting down|stopping|terminating)\b/i],
  ["Retry", /\bretr(?:y|ies|ying)\b/i],
  ["Timeout", /\btime-?d? ?outs?\b/i],
  ["Deployment", /\b(?:deploy\w{0,6}|release|rollout)\b/i],
];
