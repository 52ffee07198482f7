import { findPostgres, startPostgres } from '../../helpers/servers/postgres.ts';
import { serverContract } from './server-suite.ts';

serverContract({ name: 'postgres', find: findPostgres, start: startPostgres, keeps: true });
