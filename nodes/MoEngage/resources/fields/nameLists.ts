import { groupDigits } from '../../api/numbers';
import { show } from './readFields';

/** So many names of a list are shown, however many there are. */
const MAX_SHOWN_NAMES = 10;

/** Names as a message lists them: in quotes, and cut after ten with the number of the others. */
export const toNameList = (names: readonly string[]): string => {
	const shown = names.slice(0, MAX_SHOWN_NAMES).map((name) => show(name));
	const others = names.length - shown.length;
	return `${shown.join(', ')}${others > 0 ? ` and ${groupDigits(others)} more` : ''}`;
};
