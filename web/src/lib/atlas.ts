// The shapes of the states as the map draws them.
import { geoArea, geoContains } from 'd3-geo'
import type { Feature, Polygon } from 'geojson'

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
  const all = pieces(shape)
  const i = all.findIndex((p) => geoContains(p, at))
  if (i < 0) return { rest: shape }
  return { rest: { ...shape, geometry: { ...g, coordinates: g.coordinates.filter((_, j) => j !== i) } }, piece: all[i] }
}

/** States that are no more, by code, and the states that lie there today: the atlas has no other borders. */
export const FORMER: Readonly<Record<string, readonly string[]>> = {
  SUN: ['051', '031', '112', '233', '268', '398', '417', '428', '440', '498', '643', '762', '795', '804', '860'],
  CSK: ['203', '703'],
  YUG: ['070', '191', '499', '688', '705', '807'],
}

/** The separate pieces of land of a shape. */
export function pieces(shape: Feature): Feature<Polygon>[] {
  const g = shape.geometry
  const all = g.type === 'MultiPolygon' ? g.coordinates : g.type === 'Polygon' ? [g.coordinates] : []
  return all.map((coordinates) => ({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates } }))
}

/** The largest piece of a shape. */
export function largest(shape: Feature): Feature {
  return pieces(shape).reduce<Feature | undefined>((a, b) => (a && geoArea(a) >= geoArea(b) ? a : b), undefined) ?? shape
}
