import { groupDigits } from '../../api/numbers';
import type { BatchCheck } from '../operation';
import { toNameList } from './nameLists';

/** A hint where input fields were left out of attributes, with the number of the items. */
export const toLeftOutHints: BatchCheck<string[]> = function* (itemRequests) {
	const names = new Set<string>();
	let count = 0;
	for (const { leftOut = [] } of itemRequests.values()) {
		yield;
		if (leftOut.length > 0) count += 1;
		for (const name of leftOut) names.add(name);
	}
	if (count === 0) return [];
	const items = count === 1 ? '1 item' : `${groupDigits(count)} items`;
	return [
		`Fields of ${items} were not sent as attributes because they are empty, nested, or reserved: ${toNameList([...names])}.`,
	];
};
