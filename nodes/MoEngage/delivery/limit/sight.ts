/** What the headers of an answer tell of the use of the limit, in what they count. */
export interface Sight {
	limit: number;
	/** What remains by the word of this answer. */
	remaining: number;
	/** What remains by the least word so far, since answers overtake each other. */
	room: number;
	/** Milliseconds until there is room again. */
	resetsIn: number;
	/** What this process uses of the limit, including all that is under way. */
	use: number;
	/** The part of it that left after the request that was answered. */
	later: number;
	/** The part of it that is not answered yet. */
	underWay: number;
	/** Whether others have had time to take what is theirs. */
	isSettled: boolean;
}
