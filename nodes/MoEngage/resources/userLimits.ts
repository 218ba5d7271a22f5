import { groupDigits } from '../api/numbers';
import { show } from './fields/text';
import { InvalidInput, type ItemRequest, type BatchCheck } from './operation';

/** MoEngage blocks a user who has more devices than this. */
const MAX_DEVICES = 1_000;

/** MoEngage blocks a user who gets more data requests than this within a minute. */
const MAX_ROWS = 5_000;

/** What a run has for one customer. */
interface Crowd {
	rows: number;
	devices: Set<string>;
}

const CURE =
	"Map the field that has each customer's own ID to 'Customer ID', not a value that all items share.";

/** The customer whom an ask concerns, in devices, users and events alike. */
const findCustomer = ({ identifiers: { customer_id: id } }: ItemRequest): string | undefined =>
	typeof id === 'string' ? id : undefined;

const toReason = ({ rows, devices }: Crowd): string | undefined => {
	if (devices.size > MAX_DEVICES) {
		return `${groupDigits(devices.size)} devices in this run; MoEngage blocks a user with more than ${groupDigits(MAX_DEVICES)}`;
	}
	if (rows > MAX_ROWS) {
		return `${groupDigits(rows)} items in this run; MoEngage blocks a user with more than ${groupDigits(MAX_ROWS)} data requests a minute`;
	}
	return undefined;
};

const toFailure = (customerId: string, crowd: Crowd): InvalidInput | undefined => {
	const reason = toReason(crowd);
	if (reason === undefined) return undefined;
	return new InvalidInput(`'Customer ID' is ${show(customerId)} for ${reason}`, CURE);
};

function* countCrowds(
	itemRequests: Iterable<ItemRequest>,
): Generator<undefined, Map<string, Crowd>, undefined> {
	const crowds = new Map<string, Crowd>();
	for (const ask of itemRequests) {
		yield;
		const customer = findCustomer(ask);
		if (customer === undefined) continue;
		const crowd = crowds.get(customer) ?? { rows: 0, devices: new Set() };
		crowds.set(customer, crowd);
		crowd.rows += 1;
		if (ask.device !== undefined) crowd.devices.add(ask.device.deviceId);
	}
	return crowds;
}

/**
 * Refuses the items of a customer whom MoEngage would block: for too many devices, or for too many
 * data requests. Most likely a constant was mapped by accident.
 */
export const checkUserLimits: BatchCheck<ReadonlyMap<number, InvalidInput>> = function* (
	itemRequests,
) {
	const crowds = yield* countCrowds(itemRequests.values());
	const failures = new Map<string, InvalidInput>();
	for (const [customerId, crowd] of crowds) {
		const failure = toFailure(customerId, crowd);
		if (failure !== undefined) failures.set(customerId, failure);
		yield;
	}
	const refused = new Map<number, InvalidInput>();
	if (failures.size === 0) return refused;
	for (const [index, ask] of itemRequests) {
		yield;
		const failure = failures.get(findCustomer(ask) ?? '');
		if (failure !== undefined) refused.set(index, failure);
	}
	return refused;
};
