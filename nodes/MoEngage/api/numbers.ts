/** Writes a number as people read it: 10,000. Intl would take longer to load than this package. */
export const groupDigits = (number: number): string =>
	String(number).replace(/\B(?=(\d{3})+$)/g, ',');
