// The views as the tests walk them: where each is, and what must be on it before it counts as shown.

export interface Stop {
  name: string
  hash: string
  /** Text of which some must be seen. */
  ready: RegExp
  /** A picture that must be drawn. */
  drawn?: string
}

export const STOPS: Stop[] = [
  { name: 'day', hash: '#/day?case=csto&date=2022-10-05', ready: /Who stands where/, drawn: 'svg .state.full' },
  { name: 'timeline', hash: '#/timeline?case=csto&from=2020-01-01&to=2024-12-31', ready: /Lanes/, drawn: 'svg .dot' },
  { name: 'docket', hash: '#/docket?case=csto&finding=csto-2002/help/RUS-ARM/2022-09-13/breach', ready: /was bound to help Armenia/ },
  { name: 'charter', hash: '#/charter?case=csto&text=csto-2010', ready: /What it came to/ },
  { name: 'comparison', hash: '#/comparison?case=csto', ready: /Every finding that differs/ },
  { name: 'network', hash: '#/network?case=csto&from=2020-01-01&until=2022-12-31', ready: /actors and/, drawn: 'svg .node' },
  { name: 'bench', hash: '#/bench?case=csto&file=imankulov-2022.casus', ready: /What it changes/, drawn: '.cm-content' },
  { name: 'report', hash: '#/report?case=csto', ready: /Where the text is silent/ },
]
