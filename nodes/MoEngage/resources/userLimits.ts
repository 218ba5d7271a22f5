import type { INodeExecutionData } from 'n8n-workflow';

import { groupDigits } from '../api/numbers';
import { createIncludedFieldsCheck } from './fields/attributeColumns';
import { show } from './fields/text';
import { InvalidInput, type CrossItemCheck, type ItemRequest } from './operation';

/** The most devices that a user may have; MoEngage blocks a user who has more. */
const MAX_DEVICES = 1_000;

/** The most data requests for a user in a minute; MoEngage blocks a user who gets more. */
const MAX_ITEMS = 5_000;

const toReason = (devices: number, items: number): string | undefined => {
	if (devices > MAX_DEVICES) {
		return `${groupDigits(devices)} devices in this run; MoEngage blocks a user with more than ${groupDigits(MAX_DEVICES)}`;
	}
	if (items > MAX_ITEMS) {
		return `${groupDigits(items)} items in this run; MoEngage blocks a user with more than ${groupDigits(MAX_ITEMS)} data requests a minute`;
	}
	return undefined;
};

/**
 * Finds the items of each customer who would be blocked by MoEngage, because this run has too many
 * devices or data requests for one user. Most likely, a constant was mapped to 'Customer ID'.
 */
export const createUserLimitCheck = (): CrossItemCheck => {
	const usageByCustomer = new Map<unknown, { indexes: number[]; deviceIds: Set<unknown> }>();
	return {
		// The identifiers are the same in devices, users, and events.
		add(index, { identifiers: { customer_id: customerId, device_id: deviceId } }: ItemRequest) {
			const usage = usageByCustomer.get(customerId) ?? { indexes: [], deviceIds: new Set() };
			usageByCustomer.set(customerId, usage);
			usage.indexes.push(index);
			if (deviceId !== undefined) usage.deviceIds.add(deviceId);
		},
		conclude() {
			const invalid = new Map<number, InvalidInput>();
			for (const [customerId, { indexes, deviceIds }] of usageByCustomer) {
				const reason = toReason(deviceIds.size, indexes.length);
				if (reason === undefined) continue;
				const input = new InvalidInput(
					`'Customer ID' is ${show(customerId)} for ${reason}`,
					"Map the field that has each customer's own ID to 'Customer ID', not a value that all items share.",
				);
				for (const index of indexes) invalid.set(index, input);
			}
			return { invalid };
		},
	};
};

/** The checks of what has a customer and attributes. */
export const createAttributeChecks = (items: readonly INodeExecutionData[]) => [
	createUserLimitCheck(),
	createIncludedFieldsCheck(items),
];
