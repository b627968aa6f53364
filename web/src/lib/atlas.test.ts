import { geoContains } from 'd3-geo'
import type { FeatureCollection } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { expect, it } from 'vitest'
import atlas from 'world-atlas/countries-50m.json'
import { apart, CONTESTED, FORMER, largest } from './atlas'

const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>
const land = feature(topology, topology.objects.countries) as unknown as FeatureCollection

it('contested land is a piece of its own in the atlas, and is filled with neither side', () => {
  for (const c of CONTESTED) {
    const holder = land.features.find((f) => f.id === c.drawnWith)!
    const { rest, piece } = apart(holder, c.at)
    expect(geoContains(piece!, c.at)).toBe(true)
    expect(geoContains(rest, c.at)).toBe(false)
    expect(land.features.filter((f) => geoContains(f, c.at))).toEqual([holder])
  }
})

it('a shape that has no such piece stays as it is', () => {
  const russia = land.features.find((f) => f.id === '643')!
  expect(apart(russia, [0, 0])).toEqual({ rest: russia })
  const moscow = apart(russia, [37.6, 55.7])
  expect(geoContains(moscow.rest, [34.2, 45.2])).toBe(true)
})

it('a state that is no more lies where states of the atlas lie today', () => {
  for (const all of Object.values(FORMER)) for (const id of all) expect(land.features.some((f) => f.id === id), id).toBe(true)
})

it('the largest piece of a shape is its mainland', () => {
  const norway = largest(land.features.find((f) => f.id === '578')!)
  expect(geoContains(norway, [10.7, 60.5])).toBe(true)
  expect(geoContains(norway, [16, 78.5])).toBe(false)
})
