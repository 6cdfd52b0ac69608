import { Box, type Key as InkKey, Text, useApp, useInput, useWindowSize } from "ink";
import { useEffect, useReducer } from "react";
import type { DashboardData, Size } from "./data.ts";
import { frame } from "./frame.ts";
import type { Line, Tone } from "./spans.ts";
import { type Key, press, START, type State } from "./state.ts";

interface Look {
  readonly color?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
}

/** 16-colour names, so that the terminal's own palette decides; without colour only weight and inversion are left. */
const LOOKS: Readonly<Record<Tone, Look>> = {
  plain: {},
  dim: { dimColor: true },
  bold: { bold: true },
  selected: { inverse: true },
  good: { color: "green" },
  critical: { color: "redBright", bold: true },
  high: { color: "yellow", bold: true },
  medium: { color: "yellowBright" },
  low: { color: "blueBright" },
};

function lookOf(tone: Tone, color: boolean): Look {
  const { color: hue, ...look } = LOOKS[tone];
  return color && hue !== undefined ? { ...look, color: hue } : look;
}

/** Keys of a chunk of input: keys pressed fast arrive together, Enter among them. */
function keysOf(input: string, key: InkKey): readonly Key[] {
  if (key.ctrl || key.meta) return [];
  if (key.upArrow) return ["up"];
  if (key.downArrow) return ["down"];
  if (key.pageUp) return ["page-up"];
  if (key.pageDown) return ["page-down"];
  if (key.return) return ["enter"];
  if (key.escape) return ["escape"];
  return Array.from(input, (char) => (char === "\r" || char === "\n" ? "enter" : char));
}

function Row({ line, color }: { readonly line: Line; readonly color: boolean }) {
  // Spans have no identity but their place.
  const spans = line.map(({ text, tone }, i) => (
    <Text key={i} {...lookOf(tone, color)}>
      {text}
    </Text>
  ));
  return <Text wrap="truncate">{spans}</Text>;
}

type Pressed = { readonly key: Key; readonly size: Size };

/** The dashboard: a frame of the state, a state of the keys. */
export function App({ data, color }: { readonly data: DashboardData; readonly color: boolean }) {
  const size = useWindowSize();
  const { exit } = useApp();
  const [state, send] = useReducer(
    (before: State, pressed: Pressed): State => press(before, pressed.key, data, pressed.size),
    START,
  );
  useInput((input, key) => {
    for (const each of keysOf(input, key)) send({ key: each, size });
  });
  useEffect(() => {
    if (state.isDone) exit();
  }, [state.isDone, exit]);
  const lines = frame(data, state, size.columns, size.rows);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      {lines.map((line, i) => (
        <Row key={i} line={line} color={color} />
      ))}
    </Box>
  );
}
