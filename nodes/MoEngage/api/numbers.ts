/** Writes a number as people read it: 10,000. Intl would take longer to load than this package. */
export const groupDigits = (number: number): string =>
	String(number).replace(/\B(?=(\d{3})+$)/g, ',');

/** Writes a number with what it counts: 1 request, 2,000 requests. */
export const countNouns = (number: number, noun: string, nouns = `${noun}s`): string =>
	`${groupDigits(number)} ${number === 1 ? noun : nouns}`;
