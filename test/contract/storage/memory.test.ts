import { storeContract } from './suite.ts';

storeContract('memory', { url: () => 'memory:' });
