import { findFakeMongodb, startFakeMongodb } from '../../helpers/servers/fake-mongodb.ts';
import { serverContract } from './server-suite.ts';

// A fake that speaks the protocol: never run against MongoDB itself here.
serverContract({ name: 'mongodb', find: findFakeMongodb, start: startFakeMongodb, keeps: false });
