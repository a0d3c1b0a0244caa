const luminance = (hex: string): number => {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
};

/** Black or white, whichever is read more easily on a #rrggbb colour (WCAG contrast). */
export const onColour = (hex: string): string => (luminance(hex) > 0.179 ? "#141517" : "#ffffff");
