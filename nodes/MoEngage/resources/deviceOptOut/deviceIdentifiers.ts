import { z } from 'zod';

import { InvalidValue, readJson } from '../fields/reader';
import { choice, readIdentifier } from '../fields/scalars';
import { isBlank, show } from '../fields/text';
import { IDENTIFIER_TYPES, IDENTIFIERS_EXAMPLE } from './optOut';

const readType = choice(IDENTIFIER_TYPES);

const deviceIdentifier = (type: unknown, value: unknown): Record<string, string> => {
	const key = readType(type);
	if (isBlank(value)) {
		throw new InvalidValue(
			`has no value for ${show(key)}`,
			'Map a field that has the identifier of a device for every item, or filter out the items without one.',
		);
	}
	return { [key]: readIdentifier(value) };
};

const entrySchema = z.object({ type: z.unknown(), value: z.unknown() });

/** Reads `{type, value}` as well as `{<type>: value}`. */
const readEntry = (entry: unknown): Record<string, string> => {
	if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) {
		if ('type' in entry) {
			const { type, value } = entrySchema.parse(entry);
			return deviceIdentifier(type, value);
		}
		const [pair, ...others] = Object.entries(entry);
		if (pair !== undefined && others.length === 0) return deviceIdentifier(...pair);
	}
	throw new InvalidValue(
		`has the entry ${show(entry)}, which is not one identifier of one device`,
		`Write it like ${IDENTIFIERS_EXAMPLE}`,
	);
};

/** An empty list never means all devices: that is a choice of its own. */
const readEntries = (entries: unknown, hint: string): Array<Record<string, string>> => {
	if (Array.isArray(entries) && entries.length > 0) {
		return entries.map((entry) => readEntry(entry));
	}
	const isEmpty = isBlank(entries) || Array.isArray(entries);
	const what = isEmpty ? 'is empty' : `is ${show(entries)}, which is not a list`;
	throw new InvalidValue(what, hint);
};

const listSchema = z.object({ identifier: z.unknown() }).catch({ identifier: undefined });

/** The devices of the form's list. */
export const readDeviceList = (value: unknown) =>
	readEntries(
		listSchema.parse(value).identifier,
		"Add at least one device under 'Device Identifiers'.",
	);

/** The devices of the JSON field. */
export const readDeviceJson = (value: unknown) =>
	readEntries(
		isBlank(value) ? undefined : readJson(value, IDENTIFIERS_EXAMPLE),
		`Add at least one device to the list, such as ${IDENTIFIERS_EXAMPLE}`,
	);
