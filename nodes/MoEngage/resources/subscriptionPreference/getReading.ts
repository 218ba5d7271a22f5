import type { Reading } from '../operation';
import { readVisitor } from './landingPage';

export const getReading: Reading = {
	read: (parameters) => {
		const visitor = readVisitor(parameters);
		return { records: [{ subjects: [], query: visitor }], identifiers: visitor };
	},
};
