import type { RateLimit } from '../rateLimit';
import type { Departure } from './admission';

/** What a request needs of a limit: to enter it, and to say how it went. */
export type Limit = Pick<RateLimit, 'enter' | 'withdrawn' | 'answered' | 'refused'>;

/**
 * The limits of one request that MoEngage counts in two of them, as devices that bring their users
 * along. The request leaves once both have room. A 429 does not tell which of them it is about, so
 * both heed it.
 *
 * @param weight How much of the second limit the request uses up
 */
export const joinLimits = (first: Limit, second: Limit, weight: number): Limit => {
	/** The room in the second limit that the request holds at the moment. */
	let held: Departure | undefined;

	const tellSecond = (tell: (departure: Departure) => void) => {
		if (held !== undefined) tell(held);
		held = undefined;
	};

	return {
		enter: async (claim) => {
			const departure = await first.enter(claim);
			if (departure.kind !== 'departure') return departure;
			// The user's own limit is about the records, not about what goes along with them.
			const along = await second.enter({ ...claim, weight, own: undefined });
			if (along.kind !== 'departure') {
				first.withdrawn(departure);
				return along;
			}
			held = along;
			return { ...departure, waited: departure.waited + along.waited };
		},
		withdrawn: (departure) => {
			first.withdrawn(departure);
			tellSecond((along) => second.withdrawn(along));
		},
		answered: (departure, rateLimitInfo) => {
			first.answered(departure, rateLimitInfo);
			tellSecond((along) => second.answered(along, rateLimitInfo));
		},
		refused: (departure, rateLimitInfo) => {
			first.refused(departure, rateLimitInfo);
			tellSecond((along) => second.refused(along, rateLimitInfo));
		},
	};
};
