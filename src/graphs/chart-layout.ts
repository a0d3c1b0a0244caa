/** Text sizes and distances, logical pixels: made for 1200, still readable when Slack shows 480. */
export const LAYOUT = {
  ...{ side: 36, top: 30, bottom: 22, title: 36, subtitle: 24, panelTitle: 28, tick: 24, legend: 24, axis: 22 },
  ...{
    footer: 20,
    footerLine: 27,
    footerLines: 4,
    titleLine: 46,
    subtitleLine: 33,
    panelTitleLine: 38,
    gap: 16,
    air: 10,
  },
} as const;

/** From this logical width on there is room for everything in one line. */
export const WIDE = 900;
