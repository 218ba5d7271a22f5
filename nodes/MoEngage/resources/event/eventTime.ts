import { InvalidInput } from '../operation';
import { readInstant, toUtcText, type Instant } from '../fields/dates';
import { optional } from '../fields/reader';
import { show } from '../fields/text';

/** The clocks of other systems may be ahead of this one by so many milliseconds. */
const MAX_CLOCK_DIFFERENCE = 5 * 60_000;

/** A time as it was entered, and what it means. */
export interface EventTime {
	given: unknown;
	instant: Instant;
}

export const optionalEventTime = optional(
	(value): EventTime => ({ given: value, instant: readInstant(value) }),
);

/**
 * The time of an event as track event takes it, in UTC. MoEngage takes no time that is yet to come, so
 * one that a clock ahead of ours has written becomes the present moment.
 *
 * @param timeZone The workflow's, for times that name none
 * @throws InvalidInput for a time in the future
 */
export const toEventTime = ({ given, instant }: EventTime, timeZone: string): string => {
	const now = Date.now();
	const time = toUtcText(instant, timeZone);
	const ahead = Date.parse(time) - now;
	if (ahead <= 0) return time;
	if (ahead <= MAX_CLOCK_DIFFERENCE) {
		return toUtcText({ milliseconds: now, isLocal: false }, timeZone);
	}
	throw new InvalidInput(
		`'Time' is ${show(given)}, which is in the future`,
		`Enter the time when the event happened, or leave it empty for the current time. A time without a time zone is in the workflow's time zone, ${timeZone}.`,
	);
};
