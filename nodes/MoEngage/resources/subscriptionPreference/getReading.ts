import type { Handler } from '../operation';
import { readVisitor } from './landingPage';

export const getReading: Handler = {
	read: (parameters) => {
		const visitor = readVisitor(parameters);
		return { records: [{ orderingKeys: [], query: visitor }], identifiers: visitor };
	},
};
