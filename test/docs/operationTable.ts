import type { Endpoint } from '../../nodes/MoEngage/api/endpoints';
import { groupDigits } from '../../nodes/MoEngage/api/numbers';
import { resources } from '../../nodes/MoEngage/resources';

const describeLimits = (endpoint: Endpoint): string => {
	const { counts, perMinute, perDay, batch, maxBytes, method } = endpoint;
	const minute = `${groupDigits(perMinute)} ${counts}`;
	const day = perDay === undefined ? '' : `${groupDigits(perDay)} ${counts}`;
	const records = batch === undefined ? '1' : groupDigits(batch.size);
	const size = batch?.size === Infinity ? 'as many as fit' : records;
	const bytes = method === 'GET' ? '' : groupDigits(maxBytes);
	return [minute, day, size, bytes].join(' | ');
};

/** What GitHub makes of the heading of an operation. */
const toAnchor = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\w -]/g, '')
		.replaceAll(' ', '-');

/** A link to an operation's part of the reference. */
export const linkTo = (resource: string, operation: string) =>
	`[${operation}](#${toAnchor(`${resource} › ${operation}`)})`;

/** Every operation with its limits. */
export const listOperations = (): string => {
	const rows = resources.flatMap(({ name, operations }) =>
		operations.map(
			(operation, index) =>
				`| ${index === 0 ? name : ''} | ${linkTo(name, operation.name)} | ${describeLimits(operation.endpoint)} |`,
		),
	);
	return `| Resource | Operation | Per minute | Per day | Records in a request | Bytes in a request, less than |
|---|---|---|---|---|---|
${rows.join('\n')}`;
};
