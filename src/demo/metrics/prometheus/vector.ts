/** Values of some series at one moment; without the name where it is another thing now. */
export type Vector = readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
