import { z } from 'zod';

import { describeInvalid, sayingOfOthers } from '../refusals';
import { customerElement } from './customers';
import { deviceElement } from './devices';
import { lose, noteViolation, type ElementKind } from './element';
import { accepted, type Endpoint } from './endpoint';
import { eventElement } from './events';

const kinds = new Map<unknown, ElementKind>([
	['customer', customerElement],
	['event', eventElement],
	['device', deviceElement],
]);

const bulkSchema = z
	.object({
		type: z.literal('transition', sayingOfOthers("'type' should be transition")),
		elements: z.array(z.unknown()).min(1, "'elements cannot be empty array"),
	})
	.strict();

const countedSchema = z.object({ elements: z.array(z.unknown()).min(1) });
const typedSchema = z.object({ type: z.unknown() });

const findKind = (element: unknown): ElementKind | undefined => {
	const read = typedSchema.safeParse(element);
	return read.success ? kinds.get(read.data.type) : undefined;
};

/**
 * Takes users, events and devices in the order of the list, so that a device may follow its user.
 * Invalid elements are lost without a word, as on MoEngage, and noted as violations.
 */
export const bulkImport: Endpoint = {
	name: 'bulkImport',
	method: 'POST',
	path: '/v1/transition/{workspaceId}',
	errors: 'data',
	query: { optional: ['app_id', 'project_code'] },
	maxBodySize: 100_000,
	countUnits: (body) => {
		const read = countedSchema.safeParse(body);
		if (!read.success) return { devices: 1 };
		const units: Record<string, number> = {};
		for (const element of read.data.elements) {
			const { unit, count } = findKind(element) ?? deviceElement;
			units[unit] = (units[unit] ?? 0) + count(element);
		}
		return units;
	},
	answer: (call) => {
		const read = bulkSchema.safeParse(call.body);
		if (!read.success) return { refusal: describeInvalid(read.error) };
		const { elements } = read.data;

		let records = 0;
		for (const element of elements) {
			const receipt = (findKind(element) ?? deviceElement).receive(call, 'bulkImport', element);
			if ('records' in receipt) {
				records += receipt.records;
			} else {
				const { message } = receipt.refusal;
				lose(call, 'bulkImport', message, element);
				noteViolation(call, 'bulkImport', message, element);
			}
		}
		return { status: 200, body: accepted, records };
	},
};
