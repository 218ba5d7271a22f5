import type { Endpoint } from '../../nodes/MoEngage/api/endpoints';
import { groupDigits } from '../../nodes/MoEngage/api/numbers';
import { resources } from '../../nodes/MoEngage/resources';
import { nameRecords } from '../../nodes/MoEngage/resources/recordNames';

/** The records of a minute, and the requests where they are what counts. */
const describeLimit = (endpoint: Endpoint): string => {
	const { counts, perMinute, batch } = endpoint;
	const limit = `${groupDigits(perMinute)} ${counts}`;
	if (batch === undefined || batch.countsRecords) return limit;
	return `${groupDigits(perMinute * batch.size)} ${nameRecords(endpoint)} (${limit})`;
};

const rows = resources.flatMap(({ name, operations }) =>
	operations.map((operation, index) => {
		const limit = describeLimit(operation.endpoint);
		return `| ${index === 0 ? name : ''} | ${operation.name} | ${operation.description} | ${limit} |`;
	}),
);

/** Every operation as its form describes it, with its limit. */
const table = `| Resource | Operation | What it does | Limit per minute |
|---|---|---|---|
${rows.join('\n')}
`;

/** The README with the table of the operations as they are now. */
export const listOperations = (readme: string): string =>
	readme.replace(/(?<=^## Which operation\?\n\n)(?:\|.*\n)*/m, () => table);
