// Shapes put in their place by their coordinates and not by a transform: a
// browser keeps a node for each transform and walks all of them in each frame.

type Step = [command: string, numbers: number[]]

const parsed = new Map<string, Step[]>()

function steps(shape: string): Step[] {
  let out = parsed.get(shape)
  if (!out) {
    out = [...shape.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)].map((m) => [m[1]!, (m[2]!.match(/-?(?:\d+\.?\d*|\.\d+)/g) ?? []).map(Number)])
    parsed.set(shape, out)
  }
  return out
}

const short = (n: number) => String(Math.round(n * 10) / 10)

/** A path of M, L, H, V, Z and relative a, h, v and l about 0,0, drawn about x,y at a scale. */
export function at(shape: string, x: number, y: number, scale = 1): string {
  let out = ''
  for (const [command, numbers] of steps(shape)) {
    const n =
      command === 'M' || command === 'L'
        ? numbers.map((v, i) => v * scale + (i % 2 === 0 ? x : y))
        : command === 'H'
          ? numbers.map((v) => v * scale + x)
          : command === 'V'
            ? numbers.map((v) => v * scale + y)
            : command === 'a'
              ? numbers.map((v, i) => (i % 7 === 2 || i % 7 === 3 || i % 7 === 4 ? v : v * scale))
              : numbers.map((v) => v * scale)
    out += command + n.map(short).join(' ')
  }
  return out
}
