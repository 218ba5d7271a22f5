import { groupDigits } from '../../api/numbers';
import type { ItemRequest, DeviceSubject, BatchCheck } from '../operation';

const KINDS = ['pushId', 'gaid', 'idfv'] as const;

type Kind = (typeof KINDS)[number];

/** Asking for a token that a device does not have is as good as asking for one that is not there. */
type Tokens = ReadonlySet<string | undefined>;

/** The tokens of a kind that several devices of the run have. */
function* findSharedTokens(
	itemRequests: Iterable<ItemRequest>,
	kind: Kind,
): Generator<undefined, Tokens, undefined> {
	const deviceByToken = new Map<string, string>();
	const shared = new Set<string>();
	for (const { device } of itemRequests) {
		yield;
		const token = device?.[kind];
		if (device === undefined || token === undefined) continue;
		const known = deviceByToken.get(token);
		if (known === undefined) deviceByToken.set(token, device.deviceId);
		else if (known !== device.deviceId) shared.add(token);
	}
	return shared;
}

type SharedTokens = Record<Kind, Tokens>;

const sharesToken = (device: DeviceSubject, shared: SharedTokens): boolean =>
	KINDS.some((kind) => shared[kind].has(device[kind]));

const toHint = (count: number): string =>
	`${groupDigits(count)} items have a push ID, GAID, or IDFV that another device in this run also has. MoEngage keeps only one of these devices and deletes the others.`;

/** A hint where several different devices share a token, with the number of their items. */
export const toSharedTokenHints: BatchCheck<string[]> = function* (itemRequests) {
	const shared: SharedTokens = {
		pushId: yield* findSharedTokens(itemRequests.values(), 'pushId'),
		gaid: yield* findSharedTokens(itemRequests.values(), 'gaid'),
		idfv: yield* findSharedTokens(itemRequests.values(), 'idfv'),
	};
	let count = 0;
	for (const { device } of itemRequests.values()) {
		yield;
		if (device !== undefined && sharesToken(device, shared)) count += 1;
	}
	return count === 0 ? [] : [toHint(count)];
};
