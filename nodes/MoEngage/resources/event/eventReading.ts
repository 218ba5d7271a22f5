import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { checkUserLimits } from '../userLimits';
import { readAttributes } from '../fields/attributes';
import { optionalBoolean } from '../fields/booleans';
import { readChoice } from '../fields/choices';
import { optionalText, readCustomerId, readIdentifier } from '../fields/identifiers';
import { optionalIpAddresses } from '../fields/ipAddresses';
import { toLeftOutHints } from '../fields/leftOutHints';
import { collection, optional, readFields } from '../fields/readFields';
import type { ItemRequest, ItemParameters, Handler } from '../operation';
import { bulkEventFields, eventFields } from './eventFields';
import { optionalEventTime, toEventTime } from './eventTime';

/** What MoEngage accepts. */
const MAX_ATTRIBUTES = 100;

const schema = {
	customerId: readCustomerId,
	eventName: readIdentifier,
	additionalFields: collection({
		appVersion: optionalText,
		clientIp: optionalIpAddresses,
		deviceId: optionalText,
		platform: optional(readChoice(['ANDROID', 'iOS', 'web', 'TV', 'unknown'])),
		realTime: optionalBoolean,
		time: optionalEventTime,
	}),
};

/** What an item says of an event. */
interface EventRequest extends Omit<ItemRequest, 'records'> {
	/** The body of track event, which is also an element of bulk import. */
	entry: IDataObject;
	clientIp?: string;
}

/**
 * Reads an event, for track event and bulk import.
 * @throws InvalidInput
 */
const readEventElement = (
	parameters: ItemParameters,
	properties: INodeProperties[],
): EventRequest => {
	const input = readFields(schema, parameters, properties);
	const { appVersion, clientIp, deviceId, platform, realTime, time } = input.additionalFields;
	const { attributes, dropped } = readAttributes(parameters, {
		hasStandard: false,
		maxCount: MAX_ATTRIBUTES,
	});
	const action = {
		action: input.eventName,
		attributes,
		platform,
		app_version: appVersion,
		current_time: time && toEventTime(time, parameters.timeZone),
		real_time_action: realTime === true ? 'true' : undefined,
	};
	return {
		entry: {
			type: 'event',
			customer_id: input.customerId,
			device_id: deviceId,
			actions: [action],
		},
		clientIp,
		identifiers: { customer_id: input.customerId, event_name: input.eventName },
		leftOut: dropped,
	};
};

/** What both operations do with all items. */
const reviews = { refuse: checkUserLimits, hintsOf: toLeftOutHints };

export const trackReading: Handler = {
	...reviews,
	read: (parameters) => {
		const { entry, clientIp, ...ask } = readEventElement(parameters, eventFields);
		const headers = clientIp === undefined ? undefined : { 'X-Forwarded-For': clientIp };
		// Events carry their time, so their order does not matter.
		return { ...ask, records: [{ orderingKeys: [], body: entry, headers }] };
	},
};

export const bulkTrackReading: Handler = {
	...reviews,
	read: (parameters) => {
		const { entry, identifiers, leftOut } = readEventElement(parameters, bulkEventFields);
		// Events carry their time, so their order does not matter.
		const record = { orderingKeys: [], body: { type: 'transition' }, entry };
		return { records: [record], identifiers, leftOut };
	},
};
