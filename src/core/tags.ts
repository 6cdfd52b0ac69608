/** The documented vocabulary, in its spelling, and a few more; matched without regard to case. */
export const TAGS = [
  "Error",
  "Warning",
  "Info",
  "Debug",
  "Database",
  "Network",
  "Security",
  "Performance",
  "Configuration",
  "System",
  "Application",
  "API",
  "Authentication",
  "Authorization",
  "Validation",
  "Memory",
  "CPU",
  "Disk",
  "Cache",
  "Queue",
  "Timeout",
  "Retry",
  "Recovery",
  "Startup",
  "Shutdown",
  "Dependency",
  "Integration",
  "Migration",
  "Deployment",
  "Unknown",
  "Connectivity",
  "Flood",
  "Secret",
] as const;

const BY_NAME = new Map(TAGS.map((tag) => [tag.toLowerCase(), tag as string]));

/** A tag in the vocabulary's spelling; undefined: not in it. */
export const tagNamed = (text: string): string | undefined => BY_NAME.get(text.trim().toLowerCase());
