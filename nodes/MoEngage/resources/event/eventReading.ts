import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { checkUserLimits } from '../userLimits';
import { readEventAttributes, toNotSentHints } from '../fields/attributes';
import { collection, optional, readFields } from '../fields/reader';
import {
	choice,
	optionalBoolean,
	optionalIpAddresses,
	optionalText,
	readCustomerId,
	readIdentifier,
} from '../fields/scalars';
import type { ItemRequest, ItemParameters, Handler } from '../operation';
import { bulkEventFields, eventFields } from './eventFields';
import { optionalEventTime, toEventTime } from './eventTime';

const schema = {
	customerId: readCustomerId,
	eventName: readIdentifier,
	additionalFields: collection({
		appVersion: optionalText,
		clientIp: optionalIpAddresses,
		deviceId: optionalText,
		platform: optional(choice(['ANDROID', 'iOS', 'web', 'TV', 'unknown'])),
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
	const { attributes, notSent } = readEventAttributes(undefined, parameters);
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
		notSent,
	};
};

/** What both operations do with all items. */
const reviews = { refuse: checkUserLimits, hintsOf: toNotSentHints };

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
		const { entry, identifiers, notSent } = readEventElement(parameters, bulkEventFields);
		// Events carry their time, so their order does not matter.
		const record = { orderingKeys: [], body: { type: 'transition' }, entry };
		return { records: [record], identifiers, notSent };
	},
};
