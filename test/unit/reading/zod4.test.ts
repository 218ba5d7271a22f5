import * as zod from 'zod';

/** n8n decides which zod the node gets; all that is read must be read the same with its successor. */
jest.mock('zod', () => jest.requireActual<object>('zod/v4'));

import './attributes.test';
import './booleans.test';
import './categories.test';
import './device.test';
import './deviceMapping.test';
import './deviceOptOut.test';
import './emails.test';
import './identifiers.test';
import './landingPage.test';
import './options.test';
import './recipients.test';
import '../api/classifyResponse.test';
import '../api/credential.test';

it('reads with zod 4', () => {
	expect(zod).toHaveProperty('prettifyError');
});
