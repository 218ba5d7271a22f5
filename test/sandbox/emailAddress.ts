import { z } from 'zod';

const maxLength = 254;
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

/** What mail systems accept in ASCII: internationalized domains are written in punycode. */
const isEmailAddress = (text: string): boolean => {
	if (text.length > maxLength) return false;
	const at = text.lastIndexOf('@');
	const labels = text.slice(at + 1).split('.');
	return (
		at > 0 &&
		localPart.test(text.slice(0, at)) &&
		labels.length > 1 &&
		labels.every((part) => label.test(part))
	);
};

export const emailAddressSchema = (message: string) => z.string().refine(isEmailAddress, message);
