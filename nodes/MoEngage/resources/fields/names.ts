import { readIdentifier } from './identifiers';
import { isBlank } from './readFields';

/** Names as a text with commas between them or as a list; none where it is blank. */
export const readNames = (value: unknown): string[] => {
	const parts: unknown[] = typeof value === 'string' ? value.split(',') : [value].flat();
	const given = parts.filter((part) => !isBlank(part));
	return [...new Set(given.map((part) => readIdentifier(part)))];
};
