/** Name under which Dr. M speaks of its own troubles. */
export const SELF = "drm";
