/** Somebody's time on a schedule, half-open, epoch milliseconds. */
export interface Turn {
  readonly userId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** When a layer has hours at all, in the zone of its schedule; a weekly one begins on `day` (1 is Monday). */
export interface Restriction {
  readonly kind: "daily" | "weekly";
  readonly day?: number;
  /** "09:00:00". */
  readonly startsAt: string;
  readonly lastsMs: number;
}

/** Each person in turn for `turnMs`, handed over at multiples of it after `anchorMs`, within [startMs, endMs). */
export interface Layer {
  readonly id: string;
  readonly name: string;
  readonly userIds: readonly string[];
  readonly anchorMs: number;
  readonly turnMs: number;
  readonly startMs: number;
  /** Null: it never ends. */
  readonly endMs: number | null;
  readonly restrictions: readonly Restriction[];
}

/** A turn that goes before all layers; of several the last made wins. */
export interface Override {
  readonly id: string;
  readonly userId: string;
  readonly fromMs: number;
  toMs: number;
}

/** Layers, a later one before an earlier one, and overrides on top. Where no layer has hours there is a gap. */
export interface Schedule {
  readonly id: string;
  readonly name: string;
  readonly tz: string;
  readonly teamId: string;
  layers: readonly Layer[];
  /** In the order they were made. */
  readonly overrides: Override[];
}

/** A shift on certain weekdays (1 is Monday) at a wall time of `tz`; each member, null for nobody, has `shiftsEach` in a row. */
export interface ShiftEvent {
  readonly id: string;
  readonly name: string;
  readonly tz: string;
  readonly days: readonly number[];
  /** "09:00:00". */
  readonly startsAt: string;
  readonly lastsMs: number;
  readonly sinceMs: number;
  readonly shiftsEach: number;
  readonly memberIds: readonly (string | null)[];
}

/** One of several rotations that run side by side. */
export interface Rotation {
  readonly id: string;
  readonly events: readonly ShiftEvent[];
}

/** A shift by hand, beside the rotations; `userId` null for nobody. */
export interface CustomShift {
  readonly id: string;
  readonly assignmentId: string;
  userId: string | null;
  fromMs: number;
  toMs: number;
}

/** Somebody in the place of another, in the shifts of one rotation or in one custom shift. */
export interface ShiftOverride {
  readonly id: string;
  readonly source: { readonly kind: "rotation" | "custom_shift"; readonly id: string };
  readonly overriddenId: string | null;
  overridingId: string | null;
  fromMs: number;
  toMs: number;
}

/** A schedule of the new kind: several people may be on call at once. */
export interface ShiftSchedule {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly tz: string;
  readonly teamId: string;
  readonly rotations: readonly Rotation[];
  readonly customShifts: CustomShift[];
  readonly overrides: ShiftOverride[];
}
