import { groupDigits } from '../../api/numbers';
import { optional, refuse } from './readFields';

/** Longer text is not a number that any option takes. */
const MAX_LENGTH = 40;

const findNumber = (value: unknown): unknown =>
	typeof value === 'string' && value.length <= MAX_LENGTH && value.trim() !== ''
		? Number(value)
		: value;

const toReason = (min: number, max: number): string =>
	max === Infinity
		? `which is not a whole number of at least ${groupDigits(min)}`
		: `which is not a whole number from ${groupDigits(min)} to ${groupDigits(max)}`;

/** A whole number within bounds, or the text of one. */
export const readWholeNumber = (min: number, max: number, hint: string) => {
	const reason = toReason(min, max);
	return (value: unknown): number => {
		const number = findNumber(value);
		const isFit = typeof number === 'number' && Number.isSafeInteger(number);
		return isFit && number >= min && number <= max ? number : refuse(value, reason, hint);
	};
};

/** A whole number that may be left out. */
export const optionalWholeNumber = (min: number, max = Infinity) =>
	optional(readWholeNumber(min, max, 'Correct it, or remove it to use the default.'));
