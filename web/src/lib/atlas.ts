// The shapes of the states as the map draws them.
import { geoContains } from 'd3-geo'
import type { Feature } from 'geojson'

/**
 * Land that more than one state calls its own and that the atlas draws as a piece of the one that is in control. A map
 * that filled it would take a side: the piece that holds the point `at` is drawn by itself.
 */
export const CONTESTED: readonly { claim: string; drawnWith: string; at: [number, number] }[] = [
  { claim: 'Crimea, which both Russia and Ukraine claim', drawnWith: '643', at: [34.2, 45.2] },
]

/** A shape without that of its pieces which holds a point, and the piece; without one, the shape as it is. */
export function apart(shape: Feature, at: [number, number]): { rest: Feature; piece?: Feature } {
  const g = shape.geometry
  if (g.type !== 'MultiPolygon') return { rest: shape }
  const pieces = g.coordinates.map((coordinates): Feature => ({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates } }))
  const i = pieces.findIndex((p) => geoContains(p, at))
  if (i < 0) return { rest: shape }
  return { rest: { ...shape, geometry: { ...g, coordinates: g.coordinates.filter((_, j) => j !== i) } }, piece: pieces[i] }
}
