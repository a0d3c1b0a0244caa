/** What somebody entered in one element of a view. */
interface Entered {
  readonly value?: string | null | undefined;
  readonly selected_option?: { readonly value?: string | undefined } | null | undefined;
  /** Epoch seconds. */
  readonly selected_date_time?: number | null | undefined;
}

/** What a view's fields hold, as view_submission carries them: by block id, then by action id. */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, Entered>>>>;

/** What stands in the field whose block and element are called `name`, as text; "" for nothing. Moments are epoch milliseconds. */
export const enteredText = (values: ViewValues, name: string): string => {
  const held = values[name]?.[name];
  if (typeof held?.selected_date_time === "number") return String(held.selected_date_time * 1000);
  return held?.selected_option?.value ?? held?.value ?? "";
};
