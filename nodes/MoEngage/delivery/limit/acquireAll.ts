import type { Acquired, AcquireRequest, Limiter, Permit } from './limiter';

/** One of the limits that a request counts in, and what it wants of it. */
export interface Wanted {
	limiter: Limiter;
	request: AcquireRequest;
}

/**
 * Acquires a permit of each limit that a request counts in, one after the other, and joins them. A 429
 * does not tell which of the limits it is about, so all heed it.
 */
export const acquireAll = async (wanted: readonly Wanted[]): Promise<Acquired> => {
	const permits: Permit[] = [];
	const setAside = () => permits.forEach((permit) => permit.setAside());
	const resume = () => permits.forEach((permit) => permit.resume());
	const cancel = () => permits.forEach((permit) => permit.cancel());
	for (const { limiter, request } of wanted) {
		setAside();
		const acquired = await limiter.acquire(request);
		resume();
		if (acquired.kind !== 'permit') {
			cancel();
			return acquired;
		}
		permits.push(acquired);
	}
	return {
		kind: 'permit',
		waited: permits.reduce((sum, { waited }) => sum + waited, 0),
		wasAlone: permits.every(({ wasAlone }) => wasAlone),
		setAside,
		resume,
		cancel,
		complete: (info) => permits.forEach((permit) => permit.complete(info)),
		onTooManyRequests: (info) => permits.forEach((permit) => permit.onTooManyRequests(info)),
	};
};
