import { stripInvisible } from './invisible';
import { refuse } from './readFields';

/** Longer text cannot be one of the options, so it is not even looked at. */
const MAX_LENGTH = 200;

/** One of the values of an option list, in any case; the listed spelling is sent. */
export const readChoice = <const Choice extends string>(choices: readonly Choice[]) => {
	const bySpelling = new Map<string, Choice>(choices.map((one) => [one.toLowerCase(), one]));
	return (value: unknown): Choice => {
		const isShort = typeof value === 'string' && value.length <= MAX_LENGTH;
		const found = isShort ? bySpelling.get(stripInvisible(value).toLowerCase()) : undefined;
		const hint = `Allowed values are ${choices.join(', ')}.`;
		return found ?? refuse(value, 'which is not one of the options', hint);
	};
};
