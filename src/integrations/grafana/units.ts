/** Names of units that only Grafana writes so: https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts */
const NAMES: Readonly<Record<string, string>> = {
  ...{ sci: "", hex: "", hex0x: "", bool: "", bool_yes_no: "", bool_on_off: "", pixel: "px", humidity: "%" },
  ...{ dthms: "s", dtdhms: "s", clocks: "s", clockms: "ms", dtdurationms: "ms" },
  ...{ Kbits: "kbit/s", Mbits: "Mbit/s", Gbits: "Gbit/s", Tbits: "Tbit/s", pps: "packets/s", rps: "reads/s" },
  ...{ cpm: "/min", opm: "operations/min", rpm: "reads/min", wpm: "writes/min", rotrpm: "rpm" },
  ...{ hertz: "Hz", rothz: "Hz", celsius: "°C", fahrenheit: "°F", kelvin: "K", degree: "°" },
  ...{ watt: "W", kwatt: "kW", volt: "V", amp: "A", watth: "Wh", kwatth: "kWh" },
  ...{ currencyUSD: "$", currencyEUR: "€", currencyGBP: "£", currencyJPY: "¥" },
};

/** A unit as people read it: "Mbit/s" for "Mbits", "req" for "suffix:req", "CHF" for "currencyCHF"; most stay as they are. */
export const unitWords = (unit: string): string =>
  Object.hasOwn(NAMES, unit)
    ? (NAMES[unit] ?? "")
    : unit.replace(/^(?:suffix|prefix|count|si|currency):/, "").replace(/^currency(?=[A-Z]{3}$)/, "");
